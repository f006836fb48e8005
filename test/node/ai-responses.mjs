// The npm `ai` package with `@ai-sdk/openai`, unmodified: its default model speaks Responses. One scenario a run, its outcome as one JSON line on stdout.
// node ai-responses.mjs BASE_URL API_KEY MODEL SCENARIO [store]
import { createOpenAI } from "@ai-sdk/openai";
import { embedMany, generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";

const [baseURL, key, model, scenario, store] = process.argv.slice(2);
const openai = createOpenAI({ baseURL, apiKey: "unused", headers: { "x-api-key": key } });
const providerOptions = { openai: store === undefined ? {} : { store: store === "true" } };
const seen = [];
const tools = {
  get_weather: tool({
    description: "Weather of a city",
    inputSchema: jsonSchema({ type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false }),
    execute: async (input) => {
      seen.push(input);
      return "Rain, 7 degrees";
    },
  }),
};

const scenarios = {
  async stream() {
    const result = streamText({ model: openai(model), system: "Node 42 lost power at 02:10.", prompt: "What happened on node 42?", providerOptions, maxRetries: 0, onError() {} });
    let text = "", parts = 0;
    for await (const part of result.textStream) {
      parts++;
      text += part;
    }
    return { text, parts, finish: await result.finishReason, usage: await result.usage };
  },

  async tools() {
    const result = await generateText({ model: openai(model), prompt: "Weather in Oslo and Lima?", tools, stopWhen: stepCountIs(4), providerOptions, maxRetries: 0 });
    return { seen, text: result.text, steps: result.steps.length, finish: result.finishReason };
  },

  async toolsStreamed() {
    const result = streamText({ model: openai(model), prompt: "Weather in Oslo and Lima?", tools, stopWhen: stepCountIs(4), providerOptions, maxRetries: 0, onError() {} });
    let text = "";
    for await (const part of result.textStream) text += part;
    return { seen, text, steps: (await result.steps).length, finish: await result.finishReason };
  },

  async embed() {
    const result = await embedMany({ model: openai.embedding(model), values: ["one", "two", "three"], maxRetries: 0 });
    return { count: result.embeddings.length, length: result.embeddings[0].length, usage: result.usage };
  },
};

console.log(JSON.stringify(await scenarios[scenario]()));
