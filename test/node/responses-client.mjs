// The npm `openai` client, unmodified, against a gateway's Responses and embeddings: one scenario a run, its outcome as one JSON line on stdout.
// node responses-client.mjs BASE_URL API_KEY MODEL SCENARIO
import OpenAI from "openai";

const [baseURL, key, model, scenario] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "unused", defaultHeaders: { "x-api-key": key }, maxRetries: 0 });
const weather = {
  type: "function",
  name: "get_weather",
  description: "Weather of a city",
  strict: false,
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const failure = (error) => ({ status: error.status, code: error.code, param: error.param, type: error.type, message: error.message });

const scenarios = {
  async stream() {
    const stream = client.responses.stream({ model, instructions: "Node 42 lost power at 02:10.", input: "What happened on node 42?" });
    const types = [];
    let text = "";
    for await (const event of stream) {
      types.push(event.type);
      if (event.type === "response.output_text.delta") text += event.delta;
    }
    const final = await stream.finalResponse();
    return { types: [...new Set(types)], text, final: final.output_text, status: final.status, usage: final.usage };
  },

  async whole() {
    const { data, response } = await client.responses.create({ model, input: "Say hello to Ada.", store: false, metadata: { a: "b" } }).withResponse();
    return { text: data.output_text, id: data.id, status: data.status, usage: data.usage, metadata: data.metadata, store: data.store,
      requestId: response.headers.get("x-request-id"), cost: response.headers.get("x-llm-gateway-cost-usd"), upstreamModel: response.headers.get("x-llm-gateway-model") };
  },

  // The whole conversation is sent each time, as coding agents do.
  async tools() {
    const input = [{ role: "user", content: "Weather in Oslo and Lima?" }];
    const calls = [];
    for (;;) {
      const stream = client.responses.stream({ model, input, tools: [weather], store: false, include: ["reasoning.encrypted_content"] });
      const response = await stream.finalResponse();
      input.push(...response.output);
      const made = response.output.filter((item) => item.type === "function_call");
      if (made.length === 0) return { calls, text: response.output_text, turns: input.length };
      for (const call of made) {
        calls.push(JSON.parse(call.arguments));
        input.push({ type: "function_call_output", call_id: call.call_id, output: "Rain, 7 degrees" });
      }
    }
  },

  // The gateway keeps the conversation.
  async previous() {
    const first = await client.responses.create({ model, input: "Weather in Oslo?", tools: [weather] });
    const call = first.output.find((item) => item.type === "function_call");
    const second = await client.responses.create({
      model, previous_response_id: first.id, tools: [weather], input: [{ type: "function_call_output", call_id: call.call_id, output: "Rain, 7 degrees" }],
    });
    const read = await client.responses.retrieve(second.id);
    await client.responses.delete(second.id);
    const gone = await client.responses.retrieve(second.id).catch(failure);
    return { first: first.id, text: second.output_text, read: read.output_text, gone };
  },

  async parse() {
    const response = await client.responses.parse({
      model,
      input: "Ada and Bob meet on Friday.",
      text: { format: { type: "json_schema", name: "event", strict: true, schema: {
        type: "object", properties: { name: { type: "string" }, day: { type: "string" } }, required: ["name", "day"], additionalProperties: false } } },
    });
    return { parsed: response.output_parsed, text: response.output_text };
  },

  async custom() {
    const response = await client.responses.create({ model, input: "Patch it.", tools: [{ type: "custom", name: "apply_patch", description: "Applies a patch." }] });
    return { output: response.output };
  },

  async hosted() {
    return await client.responses.create({ model, input: "News?", tools: [{ type: "web_search" }] }).then(() => ({}), failure);
  },

  async brokenStream() {
    let text = "";
    const types = [];
    const stream = await client.responses.create({ model, input: "Count.", stream: true });
    try {
      for await (const event of stream) {
        types.push(event.type);
        if (event.type === "response.output_text.delta") text += event.delta;
      }
      return { text, types };
    } catch (error) {
      return { text, types, failed: true, ...failure(error) };
    }
  },

  async embeddings() {
    const input = Array.from({ length: 30 }, (_, number) => `text ${number}`);
    // Without encoding_format the client asks for base64 and decodes it.
    const packed = await client.embeddings.create({ model, input });
    const plain = await client.embeddings.create({ model, input: input[7], encoding_format: "float", ...(process.argv[6] ? { dimensions: Number(process.argv[6]) } : {}) });
    const near = packed.data[7].embedding.slice(0, 4), same = plain.data[0].embedding.slice(0, 4);
    return { count: packed.data.length, indexes: packed.data.map((item) => item.index), length: packed.data[0].embedding.length, plainLength: plain.data[0].embedding.length,
      near, same, usage: packed.usage, model: packed.model };
  },

  async tokens() {
    return await client.embeddings.create({ model, input: [[1, 2, 3]] }).then(() => ({}), failure);
  },
};

console.log(JSON.stringify(await scenarios[scenario]()));
