// The npm `openai` client, unmodified, against a gateway: one scenario a run, its outcome as one JSON line on stdout.
// node openai-client.mjs BASE_URL API_KEY MODEL SCENARIO
import OpenAI from "openai";

const [baseURL, key, model, scenario] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "unused", defaultHeaders: { "x-api-key": key }, maxRetries: 0 });
const user = (content) => [{ role: "user", content }];
const weather = {
  type: "function",
  function: {
    name: "get_weather",
    description: "Weather of a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};

const scenarios = {
  async stream() {
    const stream = await client.chat.completions.create({
      model,
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: "system", content: "Node 42 lost power at 02:10." }, ...user("What happened on node 42?")],
    });
    let text = "", chunks = 0, finish = null, usage = null;
    for await (const chunk of stream) {
      chunks++;
      text += chunk.choices[0]?.delta?.content ?? "";
      finish = chunk.choices[0]?.finish_reason ?? finish;
      usage = chunk.usage ?? usage;
    }
    return { text, chunks, finish, usage };
  },

  async whole() {
    const { data, response } = await client.chat.completions.create({ model, messages: user("Say hello to Ada.") }).withResponse();
    return {
      text: data.choices[0].message.content,
      finish: data.choices[0].finish_reason,
      usage: data.usage,
      object: data.object,
      requestId: response.headers.get("x-request-id"),
      upstreamModel: response.headers.get("x-llm-gateway-model"),
    };
  },

  // A tool loop to its end: the helper of the client calls the function and sends the result back.
  async tools() {
    const calls = [];
    const runner = client.chat.completions.runTools({
      model,
      stream: true,
      messages: user("What is the weather in Oslo?"),
      tools: [{ ...weather, function: { ...weather.function, parse: JSON.parse, function: (args) => { calls.push(args); return "Rain, 7 degrees"; } } }],
    });
    return { text: await runner.finalContent(), calls };
  },

  async unknownModel() {
    return failure(client.chat.completions.create({ model: "no-such-model", messages: user("Hello") }));
  },

  async wrongKey() {
    const other = new OpenAI({ baseURL, apiKey: "unused", defaultHeaders: { "x-api-key": "wrong" }, maxRetries: 0 });
    return failure(other.chat.completions.create({ model, messages: user("Hello") }));
  },

  async badParameter() {
    return failure(client.chat.completions.create({ model, n: 2, messages: user("Hello") }));
  },

  async models() {
    const ids = [];
    for await (const entry of client.models.list()) ids.push(entry.id);
    return { ids, one: (await client.models.retrieve(model)).id };
  },

  // An error in mid-stream must reach the caller as an exception, after the text that came before it.
  async brokenStream() {
    let text = "";
    try {
      for await (const chunk of await client.chat.completions.create({ model, stream: true, messages: user("Break in the middle") }))
        text += chunk.choices[0]?.delta?.content ?? "";
      return { text, failed: false };
    } catch (error) {
      return { text, failed: true, ...shape(error) };
    }
  },

  async cancel() {
    const stream = await client.chat.completions.create({ model, stream: true, messages: user("Speak for ever") });
    let chunks = 0;
    for await (const _ of stream) if (++chunks === 3) break; // leaving the loop aborts the request
    return { chunks };
  },
};

const shape = (error) => ({
  name: error.constructor.name, status: error.status ?? null, type: error.type ?? null, code: error.code ?? null, param: error.param ?? null, message: error.message,
});
const failure = (promise) => promise.then((value) => ({ failed: false, value }), (error) => ({ failed: true, ...shape(error) }));

console.log(JSON.stringify(await scenarios[scenario]()));
