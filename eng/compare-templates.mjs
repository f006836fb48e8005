// Compares the templates that two CDK versions made of the same app. Usage: node compare-templates.mjs BASE_OUT OTHER_OUT REVIEWED
// REVIEWED has a line for each difference that the CDK itself makes and that was read: a JavaScript regular expression, a tab, the reason.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [base, other, reviewedFile] = process.argv.slice(2);
const reviewed = readFileSync(reviewedFile, "utf8").split("\n")
  .filter(line => line.trim() && !line.startsWith("#"))
  .map(line => new RegExp(line.split("\t")[0]));

const templates = folder => readdirSync(folder).filter(name => name.endsWith(".template.json")).sort();
const missing = templates(base).filter(name => !templates(other).includes(name));
const differences = missing.map(name => `${name} is missing`);
if (templates(base).length === 0) differences.push("no template was made");

// Assets are named by the hash of their content, deployments by the hash of what they deploy.
const scrub = text => text.replace(/[0-9a-f]{64}/g, "HASH").replace(/(Deployment[0-9A-F]{8})[0-9a-f]{32}/g, "$1HASH").replace(/seed-[A-Za-z0-9]+/g, "seed");
const read = (folder, name) => JSON.parse(scrub(readFileSync(join(folder, name), "utf8")));

function compare(path, one, two) {
  if (JSON.stringify(one) === JSON.stringify(two)) return;
  const both = one && two && typeof one === "object" && typeof two === "object" && Array.isArray(one) === Array.isArray(two);
  if (!both) { differences.push(`${path}: ${JSON.stringify(one)} -> ${JSON.stringify(two)}`); return; }
  for (const key of new Set([...Object.keys(one), ...Object.keys(two)])) compare(`${path}/${key}`, one[key], two[key]);
}

for (const name of templates(base).filter(name => !missing.includes(name))) compare(name, read(base, name), read(other, name));

const unexpected = differences.filter(line => !reviewed.some(pattern => pattern.test(line)));
unexpected.forEach(line => console.log(line.slice(0, 400)));
console.log(`${templates(base).length} templates, ${differences.length} differences, ${unexpected.length} not reviewed`);
process.exit(unexpected.length === 0 ? 0 : 1);
