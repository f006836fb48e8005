import { render } from 'preact';
import { startSession } from './auth/start';
import { readRunning } from './chat/keeping';
import { Settings } from './chat/settings';
import { Store } from './chat/store';
import { plainWords } from './chat/words';
import { ConfigError, loadConfig } from './config';
import { App } from './ui/app';
import { brand } from './ui/branding';
import { KeyDialog } from './ui/panels';
import { chatInPath } from './ui/routing';
import { panel } from './ui/view';
import { GatewayError } from './wire/frames';

const page = document.getElementById('page')!;

async function start(): Promise<void> {
  const config = await loadConfig();
  const settings = new Settings(config.defaults);
  brand(config, settings);
  const askForKey = (refused: boolean): Promise<string> => new Promise((key) => (panel.value = { key, refused }));
  const returning = new URLSearchParams(location.search).has('state');
  const session = await startSession(config, () => dispatchEvent(new Event('keep-draft')), askForKey);
  if (!session) return;
  const store = new Store(config, session, settings);
  page.replaceChildren();
  render(<App store={store} />, page);
  store.start();
  // A question asked while the page was on its way to the sign-in is in a chat that the way back does not name.
  const chat = chatInPath() ?? (returning ? (readRunning().at(-1)?.chatId ?? null) : null);
  if (chat !== null) void store.openChat(chat);
}

function fail(error: unknown): void {
  const words = error instanceof ConfigError ? { title: 'This page is not set up right', advice: error.message }
    : error instanceof GatewayError ? plainWords(error)
      : { title: "The page can't start", advice: 'Load it again. If that does not help, tell whoever runs it.' };
  page.replaceChildren();
  render(
    <main class="boot">
      <h1>{words.title}</h1>
      <p>{words.advice}</p>
      {error instanceof GatewayError && error.message !== words.advice && <p class="failure-detail">{error.message}</p>}
      <button type="button" class="button primary" onClick={() => location.assign('/')}>Try again</button>
      <KeyDialog />
    </main>,
    page,
  );
}

start().catch(fail);
