// Builds the chat page: node eng/build-page.mjs FOLDER. Builds of several projects at once wait for each other, and the later ones find the work done.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const lock = join(folder, '.building');
const result = join(folder, 'dist', 'index.html');
const notSources = new Set(['node_modules', 'dist', 'test', '.building']);

/** A build that was killed leaves its lock behind; none takes this long. */
const longestBuild = 10 * 60_000;

await takeLock();
try {
  if (isStale()) {
    if (!existsSync(join(folder, 'node_modules', '.package-lock.json')) || newer('package-lock.json', 'node_modules/.package-lock.json')) run('ci', '--no-audit', '--no-fund');
    run('run', 'build');
    const now = new Date();
    utimesSync(result, now, now);
  }
} finally {
  rmSync(lock, { recursive: true, force: true });
}

async function takeLock() {
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > longestBuild) rmSync(lock, { recursive: true, force: true });
    else await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function isStale() {
  const built = statSync(result, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return newest(folder) > built;
}

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).filter((name) => !notSources.has(name)).map((name) => newest(join(path, name))));
}

function newer(one, other) {
  return statSync(join(folder, one)).mtimeMs > statSync(join(folder, other)).mtimeMs;
}

function run(...words) {
  const npm = spawnSync('npm', words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', shell: process.platform === 'win32' });
  if (npm.error?.code === 'ENOENT') fail('npm is not there. It comes with Node: install Node 20 or newer.');
  if (npm.status !== 0) fail(`npm ${words.join(' ')} failed in ${folder}:\n${npm.stdout ?? ''}${npm.stderr ?? ''}`);
}

function fail(message) {
  rmSync(lock, { recursive: true, force: true });
  console.error(message);
  process.exit(1);
}
