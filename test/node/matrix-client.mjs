// The clients that people use, unmodified: one client and one scenario a run, its outcome as one JSON line on stdout.
// node matrix-client.mjs BASE_URL API_KEY MODEL openai|anthropic|ai|langchain text|stream|loop|streamed-loop
const [base, key, model, name, scenario] = process.argv.slice(2);
const headers = { "x-api-key": key };
const question = "What is the weather where I live?";
const called = [];
const tools = [
  { name: "find_city", description: "Where the user lives", schema: { type: "object", properties: {} }, run: () => { called.push("find_city"); return "Oslo"; } },
  { name: "get_weather", description: "Weather of a city", schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] }, run: ({ city }) => { called.push(`get_weather ${city}`); return `Rain in ${city}`; } },
];
const join = async (stream, text) => { let all = ""; for await (const part of stream) all += text(part) ?? ""; return all; };

const clients = {
  async openai() {
    const { default: OpenAI } = await import("openai");
    const chat = new OpenAI({ baseURL: base + "/v1", apiKey: "unused", defaultHeaders: headers, maxRetries: 0 }).chat.completions;
    const messages = [{ role: "user", content: question }];
    const functions = tools.map((tool) => ({ type: "function", function: { name: tool.name, description: tool.description, parameters: tool.schema, parse: JSON.parse, function: tool.run } }));
    return {
      text: async () => (await chat.create({ model, messages })).choices[0].message.content,
      stream: async () => join(await chat.create({ model, messages, stream: true }), (chunk) => chunk.choices[0]?.delta.content),
      loop: () => chat.runTools({ model, messages, tools: functions }).finalContent(),
      "streamed-loop": () => chat.runTools({ model, messages, tools: functions, stream: true }).finalContent(),
    };
  },

  async anthropic() {
    const { default: Anthropic } = await import("@anthropic-ai/sdk");
    const client = new Anthropic({ baseURL: base, apiKey: "unused", defaultHeaders: headers, maxRetries: 0 }).messages;
    const body = { model, max_tokens: 500, messages: [{ role: "user", content: question }] };
    const text = (message) => message.content.map((block) => block.text ?? "").join("");
    const loop = async (ask) => {
      const messages = [...body.messages];
      for (let turn = 0; turn < 5; turn++) {
        const message = await ask({ ...body, messages, tools: tools.map((tool) => ({ name: tool.name, description: tool.description, input_schema: tool.schema })) });
        if (message.stop_reason !== "tool_use") return text(message);
        messages.push({ role: "assistant", content: message.content });
        messages.push({
          role: "user",
          content: message.content.filter((block) => block.type === "tool_use").map((block) => ({ type: "tool_result", tool_use_id: block.id, content: tools.find((tool) => tool.name === block.name).run(block.input) })),
        });
      }
      return null;
    };
    return {
      text: async () => text(await client.create(body)),
      stream: async () => text(await client.stream(body).finalMessage()),
      loop: () => loop((request) => client.create(request)),
      "streamed-loop": () => loop((request) => client.stream(request).finalMessage()),
    };
  },

  async ai() {
    const { createOpenAI } = await import("@ai-sdk/openai");
    const { generateText, jsonSchema, stepCountIs, streamText, tool } = await import("ai");
    const llm = createOpenAI({ baseURL: base + "/v1", apiKey: "unused", headers }).chat(model);
    const ask = { model: llm, prompt: question, maxRetries: 0 };
    const looping = {
      ...ask, stopWhen: stepCountIs(5),
      tools: Object.fromEntries(tools.map((one) => [one.name, tool({ description: one.description, inputSchema: jsonSchema(one.schema), execute: one.run })])),
    };
    return {
      text: async () => (await generateText(ask)).text,
      stream: () => join(streamText(ask).textStream, (part) => part),
      loop: async () => (await generateText(looping)).text,
      "streamed-loop": () => join(streamText(looping).textStream, (part) => part),
    };
  },

  async langchain() {
    const { ChatOpenAI } = await import("@langchain/openai");
    const { createAgent, tool } = await import("langchain");
    const llm = new ChatOpenAI({ model, apiKey: "unused", configuration: { baseURL: base + "/v1", defaultHeaders: headers }, maxRetries: 0 });
    const agent = () => createAgent({ model: llm, tools: tools.map((one) => tool(one.run, { name: one.name, description: one.description, schema: one.schema })) });
    const input = { messages: [{ role: "user", content: question }] };
    return {
      text: async () => (await llm.invoke(question)).text,
      stream: async () => join(await llm.stream(question), (chunk) => chunk.text),
      loop: async () => (await agent().invoke(input)).messages.at(-1).text,
      // Its setting "streaming" would do as well, but then it counts tokens by a table that it fetches from the network.
      "streamed-loop": async () => join(await agent().stream(input, { streamMode: "messages" }), ([message]) => message.getType() === "ai" ? message.text : ""),
    };
  },
};

const text = await (await clients[name]())[scenario]();
console.log(JSON.stringify({ text, called }));
