// Checks CloudFormation templates against AWS's own resource schema: unknown, missing and mistyped properties, dangling Ref, GetAtt and DependsOn, cycles.
// node schema-check.mjs TEMPLATE...   Prints one finding a line; exit code 1 when there are any.
import { readFileSync } from "node:fs";
import { loadAwsServiceSpec } from "@aws-cdk/aws-service-spec";

const db = await loadAwsServiceSpec();
const findings = [];

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const intrinsic = (value) => {
  const keys = isObject(value) ? Object.keys(value) : [];
  return keys.length === 1 && (keys[0] === "Ref" || keys[0].startsWith("Fn::")) ? keys[0] : null;
};

// What a type takes, as a list of complaints; empty when the value fits.
function complaints(type, value, path) {
  if (value === null || value === undefined) return [];
  const call = intrinsic(value);
  // What an intrinsic becomes is known at deployment; its own references are checked apart. Those that make text or lists are told apart here.
  if (call === "Fn::Join" || call === "Fn::Sub") return type.type === "array" ? [`${path}: a text where a list belongs`] : [];
  if (call) return [];
  switch (type.type) {
    case "string": case "date-time":
      if (type.allowedValues && typeof value === "string" && !type.allowedValues.includes(value)) return [`${path}: '${value}', which is none of ${type.allowedValues.join(", ")}`];
      return ["string", "number", "boolean"].includes(typeof value) ? [] : [`${path}: ${kind(value)} where a text belongs`];
    case "number": return isNumber(value) ? [] : [`${path}: ${kind(value)} where a number belongs`];
    case "integer": return isNumber(value) && Number.isInteger(Number(value)) ? [] : [`${path}: ${kind(value)} where a whole number belongs`];
    case "boolean": return typeof value === "boolean" || value === "true" || value === "false" ? [] : [`${path}: ${kind(value)} where true or false belongs`];
    case "json": case "null": return [];
    case "tag": return isObject(value) && "Key" in value && "Value" in value ? [] : [`${path}: ${kind(value)} where a tag belongs`];
    case "array":
      return Array.isArray(value) ? value.flatMap((item, i) => complaints(type.element, item, `${path}[${i}]`)) : [`${path}: ${kind(value)} where a list belongs`];
    case "map":
      return isObject(value) ? Object.entries(value).flatMap(([key, item]) => complaints(type.element, item, `${path}.${key}`)) : [`${path}: ${kind(value)} where a map belongs`];
    case "ref": {
      if (!isObject(value)) return [`${path}: ${kind(value)} where an object belongs`];
      return properties(db.get("typeDefinition", type.reference.$ref).properties, value, path);
    }
    case "union": {
      const all = type.types.map((one) => complaints(one, value, path));
      return all.some((list) => list.length === 0) ? [] : all.reduce((best, list) => (list.length < best.length ? list : best));
    }
    default: return [`${path}: the schema has a type '${type.type}' that this check does not know`];
  }
}

function properties(known, given, path) {
  return [
    ...Object.keys(given).filter((name) => !(name in known)).map((name) => `${path}.${name}: no such property`),
    ...Object.entries(known).filter(([name, property]) => property.required && given[name] === undefined).map(([name]) => `${path}.${name}: missing`),
    ...Object.entries(known).filter(([name]) => given[name] !== undefined).flatMap(([name, property]) => {
      // A property may have changed its type: older forms are still taken.
      const all = [property.type, ...(property.previousTypes ?? [])].map((type) => complaints(type, given[name], `${path}.${name}`));
      return all.some((list) => list.length === 0) ? [] : all[0];
    }),
  ];
}

const kind = (value) => (Array.isArray(value) ? "a list" : isObject(value) ? "an object" : JSON.stringify(value));
const isNumber = (value) => typeof value === "number" || (typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value)));

// Every reference in a value: [logical id, attribute or null, path].
function* references(value, path) {
  if (Array.isArray(value)) { for (const [i, item] of value.entries()) yield* references(item, `${path}[${i}]`); return; }
  if (!isObject(value)) return;
  const call = intrinsic(value);
  if (call === "Ref") { yield [value.Ref, null, path]; return; }
  if (call === "Fn::GetAtt") {
    const [id, ...attribute] = Array.isArray(value[call]) ? value[call] : value[call].split(".");
    yield [id, attribute.join("."), path];
    return;
  }
  if (call === "Fn::Sub") {
    const [text, variables] = Array.isArray(value[call]) ? value[call] : [value[call], {}];
    for (const [, name] of text.matchAll(/\$\{([^!}][^}]*)\}/g)) {
      if (name in variables) continue;
      const [id, ...attribute] = name.split(".");
      yield [id, attribute.length ? attribute.join(".") : null, path];
    }
    yield* references(variables, path);
    return;
  }
  for (const [key, item] of Object.entries(value)) yield* references(item, `${path}.${key}`);
}

function check(file) {
  const template = JSON.parse(readFileSync(file, "utf8"));
  const resources = template.Resources ?? {};
  const edges = new Map();
  const say = (text) => findings.push(`${file}: ${text}`);
  const checkReferences = (owner, value, path, intoGraph) => {
    for (const [id, attribute, where] of references(value, path)) {
      if (id.startsWith("AWS::") || (attribute === null && id in (template.Parameters ?? {}))) continue;
      if (!(id in resources)) { say(`${where}: refers to '${id}', which is not in the template`); continue; }
      const type = db.lookup("resource", "cloudFormationType", "equals", resources[id].Type)[0];
      if (attribute !== null && type && !(attribute in type.attributes) && !(attribute in type.properties))
        say(`${where}: ${resources[id].Type} has no attribute '${attribute}'`);
      if (intoGraph) edges.get(owner).add(id);
    }
  };
  for (const [id, resource] of Object.entries(resources)) {
    edges.set(id, new Set());
    const type = db.lookup("resource", "cloudFormationType", "equals", resource.Type)[0];
    if (!type) { if (!resource.Type.startsWith("Custom::") && resource.Type !== "AWS::CDK::Metadata") say(`${id}: no such type, ${resource.Type}`); continue; }
    for (const complaint of properties(type.properties, resource.Properties ?? {}, id)) say(complaint);
  }
  for (const [id, resource] of Object.entries(resources)) {
    checkReferences(id, resource.Properties ?? {}, id, true);
    for (const other of [resource.DependsOn ?? []].flat()) {
      if (other in resources) edges.get(id).add(other);
      else say(`${id}.DependsOn: names '${other}', which is not in the template`);
    }
  }
  checkReferences(null, template.Outputs ?? {}, "Outputs", false);
  const cycle = findCycle(edges);
  if (cycle) say(`a cycle: ${cycle.join(" -> ")}`);
}

function findCycle(edges) {
  const state = new Map(), road = [];
  const visit = (id) => {
    if (state.get(id) === "done") return null;
    if (state.get(id) === "open") return [...road.slice(road.indexOf(id)), id];
    state.set(id, "open");
    road.push(id);
    for (const next of edges.get(id) ?? []) { const found = visit(next); if (found) return found; }
    road.pop();
    state.set(id, "done");
    return null;
  };
  for (const id of edges.keys()) { const found = visit(id); if (found) return found; }
  return null;
}

for (const file of process.argv.slice(2)) check(file);
for (const finding of findings) console.log(finding);
process.exitCode = findings.length ? 1 : 0;
