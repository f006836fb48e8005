// One request by an unmodified client, and the bytes that came back: one JSON line on stdout.
// node wire-client.mjs BASE_URL API_KEY openai|anthropic PARAMS [HEADERS]
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

const [baseURL, key, sdk, params, headers] = process.argv.slice(2);
let raw = null, answer = null;
const recording = async (url, init) => {
  const response = answer = await fetch(url, init);
  const [mine, theirs] = response.body.tee();
  raw = new Response(mine).text();
  return new Response(theirs, { status: response.status, statusText: response.statusText, headers: response.headers });
};
const options = { apiKey: "unused", defaultHeaders: { "x-api-key": key, ...JSON.parse(headers ?? "{}") }, maxRetries: 0, fetch: recording };
const ask = sdk === "openai"
  ? (body) => new OpenAI({ baseURL: baseURL + "/v1", ...options }).chat.completions.create(body)
  : (body) => new Anthropic({ baseURL, ...options }).messages.create(body);

const outcome = { value: null, events: [], error: null };
try {
  const body = JSON.parse(params);
  const got = await ask(body);
  if (body.stream) for await (const event of got) outcome.events.push(event);
  else outcome.value = got;
} catch (error) {
  outcome.error = { name: error.constructor.name, status: error.status ?? null, type: error.type ?? error.error?.error?.type ?? null, code: error.code ?? null, param: error.param ?? null, message: error.message };
}
console.log(JSON.stringify({ ...outcome, raw: await raw, status: answer?.status ?? null, headers: Object.fromEntries(answer?.headers ?? []) }));
