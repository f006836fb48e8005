// The npm `@anthropic-ai/sdk` client, unmodified, against a gateway: one scenario a run, its outcome as one JSON line on stdout.
// node anthropic-client.mjs BASE_URL API_KEY MODEL SCENARIO
import Anthropic from "@anthropic-ai/sdk";

const [baseURL, key, model, scenario] = process.argv.slice(2);
// By itself this client sends its key as a bearer token, and API Gateway takes keys as x-api-key.
const connect = (key) => new Anthropic({ baseURL, apiKey: "unused", defaultHeaders: { "x-api-key": key }, maxRetries: 0 });
const client = connect(key);
const user = (content) => [{ role: "user", content }];
const weather = { name: "get_weather", description: "Weather of a city", input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } };

const scenarios = {
  async stream() {
    const stream = client.messages.stream({ model, max_tokens: 500, system: "Node 42 lost power at 02:10.", messages: user("What happened on node 42?") });
    const kinds = new Set();
    for await (const event of stream) kinds.add(event.type);
    const message = await stream.finalMessage();
    return { text: message.content[0].text, stop: message.stop_reason, usage: message.usage, kinds: [...kinds] };
  },

  async whole() {
    const { data, response } = await client.messages.create({ model, max_tokens: 500, messages: user("Say hello to Ada.") }).withResponse();
    return { text: data.content[0].text, stop: data.stop_reason, type: data.type, usage: data.usage, upstreamModel: response.headers.get("x-llm-gateway-model") };
  },

  // A tool loop to its end, streamed, as coding agents do it.
  async tools() {
    const messages = user("What is the weather in Oslo and Lima?");
    const calls = [];
    for (let turn = 0; turn < 5; turn++) {
      const message = await client.messages.stream({ model, max_tokens: 500, messages, tools: [weather] }).finalMessage();
      messages.push({ role: "assistant", content: message.content });
      if (message.stop_reason !== "tool_use") return { text: message.content.map((block) => block.text ?? "").join(""), calls, turns: turn + 1 };
      messages.push({
        role: "user",
        content: message.content.filter((block) => block.type === "tool_use").map((block) => {
          calls.push(block.input);
          return { type: "tool_result", tool_use_id: block.id, content: `Rain in ${block.input.city}` };
        }),
      });
    }
    return { text: null, calls, turns: 5 };
  },

  async thinking() {
    const stream = client.messages.stream({ model, max_tokens: 2000, thinking: { type: "enabled", budget_tokens: 1024 }, messages: user("Think.") });
    const message = await stream.finalMessage();
    const again = await client.messages.create({
      model, max_tokens: 2000, thinking: { type: "enabled", budget_tokens: 1024 },
      messages: [...user("Think."), { role: "assistant", content: message.content }, ...user("And now?")],
    });
    return { blocks: message.content.map((block) => block.type), thought: message.content[0].thinking, signed: !!message.content[0].signature, again: again.content.at(-1).text };
  },

  unknownModel: () => failure(client.messages.create({ model: "no-such-model", max_tokens: 9, messages: user("Hello") })),
  wrongKey: () => failure(connect("wrong").messages.create({ model, max_tokens: 9, messages: user("Hello") })),
  throttled: () => failure(client.messages.create({ model, max_tokens: 9, messages: user("Hello") })),

  async count() {
    const { data, response } = await client.messages.countTokens({ model, messages: user("How many tokens are this?") }).withResponse();
    return { tokens: data.input_tokens, usage: response.headers.get("x-llm-gateway-usage") };
  },

  async models() {
    const ids = [];
    for await (const entry of client.models.list()) ids.push(entry.id);
    return { ids, one: (await client.models.retrieve(model)).type };
  },

  // An error in mid-stream must reach the caller as an exception, after the text that came before it.
  async brokenStream() {
    let text = "";
    try {
      for await (const event of await client.messages.create({ model, max_tokens: 500, stream: true, messages: user("Break in the middle") }))
        if (event.type === "content_block_delta") text += event.delta.text ?? "";
      return { text, failed: false };
    } catch (error) {
      return { text, failed: true, ...shape(error) };
    }
  },

  async cancel() {
    const stream = await client.messages.create({ model, max_tokens: 500, stream: true, messages: user("Speak for ever") });
    let deltas = 0;
    for await (const event of stream) if (event.type === "content_block_delta" && ++deltas === 3) break; // leaving the loop aborts the request
    return { deltas };
  },
};

const shape = (error) => ({ name: error.constructor.name, status: error.status ?? null, type: error.error?.error?.type ?? null, message: error.message });
const failure = (promise) => promise.then((value) => ({ failed: false, value }), (error) => ({ failed: true, ...shape(error) }));

console.log(JSON.stringify(await scenarios[scenario]()));
