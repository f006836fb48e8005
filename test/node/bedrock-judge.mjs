// Calls every operation of Bedrock Runtime that we simulate, through AWS's own client, and prints what it made of the answers as JSON.
import {
  BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand, CountTokensCommand, InvokeModelCommand, InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import { NodeHttpHandler } from '@smithy/node-http-handler'

const modelId = process.env.JUDGE_MODEL
const client = new BedrockRuntimeClient({
  region: process.env.AWS_REGION,
  endpoint: process.env.JUDGE_ENDPOINT,
  maxAttempts: 1,
  // Left to itself, this client speaks HTTP/2.
  ...(process.env.JUDGE_HTTP === '1' ? { requestHandler: new NodeHttpHandler() } : {}),
  ...(process.env.JUDGE_TOKEN
    ? { token: { token: process.env.JUDGE_TOKEN }, authSchemePreference: ['httpBearerAuth'] }
    : { credentials: { accessKeyId: process.env.JUDGE_KEY, secretAccessKey: process.env.JUDGE_SECRET, sessionToken: process.env.JUDGE_SESSION } }),
})

// A rule for one call, as the simulator reads it from a header.
const scripted = rule => command => {
  command.middlewareStack.add(
    next => args => { args.request.headers['x-simulator-script'] = JSON.stringify(rule); return next(args) }, { step: 'build' })
  return command
}
const plain = command => command

const question = { messages: [{ role: 'user', content: [{ text: 'What is wrong with node 42?' }] }] }
const system = [{ text: 'Node 42 has lost its power supply. Answer in one line.' }]
const tools = {
  tools: [{ toolSpec: { name: 'get_weather', description: 'Weather of a city', inputSchema: { json: { type: 'object', properties: { city: { type: 'string' } } } } } }],
}
const anthropic = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 1000, ...{ messages: [{ role: 'user', content: 'What is wrong with node 42?' }] } }
const bytes = value => new TextEncoder().encode(JSON.stringify(value))

async function outcome(work) {
  try {
    return await work()
  } catch (error) {
    return { error: error.name, status: error.$metadata?.httpStatusCode, message: error.message }
  }
}

const converse = (input, how = plain) => outcome(async () => {
  const { $metadata, ...answer } = await client.send(how(new ConverseCommand({ modelId, ...input })))
  return { status: $metadata.httpStatusCode, requestId: typeof $metadata.requestId, ...answer }
})

const converseStream = (input, how = plain) => outcome(async () => {
  const { stream } = await client.send(how(new ConverseStreamCommand({ modelId, ...input })))
  const events = []
  try {
    for await (const event of stream) events.push(event)
  } catch (error) {
    return { events, error: error.name, message: error.message }
  }
  return { events }
})

const invoke = (body, how = plain) => outcome(async () => {
  const { body: answer, contentType } = await client.send(how(new InvokeModelCommand({ modelId, body: bytes(body), contentType: 'application/json' })))
  return { contentType, body: JSON.parse(new TextDecoder().decode(answer)) }
})

const invokeStream = (body, how = plain) => outcome(async () => {
  const { body: stream, contentType } = await client.send(how(new InvokeModelWithResponseStreamCommand({ modelId, body: bytes(body), contentType: 'application/json' })))
  const events = []
  try {
    for await (const event of stream) events.push(JSON.parse(new TextDecoder().decode(event.chunk.bytes)))
  } catch (error) {
    return { contentType, events, error: error.name, message: error.message }
  }
  return { contentType, events }
})

const count = input => outcome(async () => (await client.send(new CountTokensCommand({ modelId: modelId.replace(/^(us|eu|apac|global)\./, ''), input }))).inputTokens)

const exceptions = ['internalServerException', 'modelStreamErrorException', 'modelTimeoutException', 'serviceUnavailableException', 'throttlingException', 'validationException']
const errors = [
  'AccessDeniedException', 'InternalServerException', 'ModelErrorException', 'ModelNotReadyException', 'ModelTimeoutException',
  'ResourceNotFoundException', 'ServiceQuotaExceededException', 'ServiceUnavailableException', 'ThrottlingException', 'ValidationException',
]
const each = async (names, work) => Object.fromEntries(await Promise.all(names.map(async name => [name, await work(name)])))
const withToolResult = [
  ...question.messages,
  { role: 'assistant', content: [{ toolUse: { toolUseId: 'call_1', name: 'get_weather', input: { city: 'Oslo' } } }] },
  { role: 'user', content: [{ toolResult: { toolUseId: 'call_1', content: [{ text: 'Rain in Oslo' }] } }] },
]

// A thinking turn that called a tool, with its result: what comes back has to be what went out.
const think = { additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 1024 } }, inferenceConfig: { maxTokens: 2000 }, toolConfig: tools }
async function thinkingLoop(change = blocks => blocks) {
  const first = await converse({ ...question, ...think }, scripted({ reasoning: 'Oslo, then.', redacted_reasoning: 'AQID', tool_calls: [{ name: 'get_weather', input: { city: 'Oslo' }, id: 'call_1' }] }))
  if (first.error) return first
  return converse({ ...think, messages: [...question.messages, { role: 'assistant', content: change(first.output.message.content) }, withToolResult[2]] })
}
const tamper = blocks => blocks.map(block => block.reasoningContent?.reasoningText ? { reasoningContent: { reasoningText: { ...block.reasoningContent.reasoningText, text: 'Bergen, then.' } } } : block)
const pdf = name => ({ document: { format: 'pdf', name, source: { bytes: new Uint8Array(4) } } })
const point = { cachePoint: { type: 'default', ttl: '5m' } }

const report = {
  converse: await converse({ ...question, system }),
  converseStream: await converseStream({ ...question, system }),
  thinking: await converse({ ...question, additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 1024 } } }),
  thinkingStream: await converseStream({ ...question, additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 1024 } } }),
  parallelTools: await converseStream({ ...question, toolConfig: tools },
    scripted({ tool_calls: [{ name: 'get_weather', input: { city: 'Oslo' } }, { name: 'get_weather', input: {}, id: 'second' }] })),
  forcedTool: await converse({ messages: [{ role: 'user', content: [{ text: 'How warm is it in New York today?' }] }], toolConfig: { ...tools, toolChoice: { any: {} } } }),
  structured: await converse({ ...question, outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: {
    name: 'fault', schema: JSON.stringify({ type: 'object', properties: { node: { type: 'integer' }, cause: { enum: ['power', 'link'] } }, required: ['node'] }) } } } } }),
  toolResult: await converse({ messages: withToolResult, toolConfig: tools }),
  maxTokens: await converse({ ...question, inferenceConfig: { maxTokens: 3 } }),
  stopSequence: await converse({ ...question, inferenceConfig: { stopSequences: ['node'] } }),
  image: await converse({ messages: [{ role: 'user', content: [{ text: 'What is this?' }, { image: { format: 'png', source: { bytes: new Uint8Array(68) } } }] }] }),
  redacted: await converseStream(question, scripted({ reasoning: 'Hm.', redacted_reasoning: 'AQID', answer: '42' })),
  thinkingLoop: await thinkingLoop(),
  guarded: await converse({ ...question, guardrailConfig: { guardrailIdentifier: 'gr1', guardrailVersion: '1', trace: 'enabled' } }, scripted({ answer: 'Blocked.', guardrail: { actionReason: 'topic' } })),
  guardedStream: await converseStream({ ...question, guardrailConfig: { guardrailIdentifier: 'gr1', guardrailVersion: '1', trace: 'enabled' } }, scripted({ answer: 'Blocked.', guardrail: { actionReason: 'topic' } })),
  cached: await converse({ messages: [{ role: 'user', content: [...question.messages[0].content, pdf('Report (1)'), point] }], system: [...system, point], toolConfig: { tools: [...tools.tools, point] } },
    scripted({ usage: { cache_read_input_tokens: 5, cache_write_input_tokens: 7 } })),
  invoke: await invoke({ ...anthropic, system: system[0].text }),
  invokeStream: await invokeStream({ ...anthropic, system: system[0].text }),
  invokeTool: await invokeStream({ ...anthropic, tools: [{ name: 'get_weather', input_schema: { type: 'object', properties: { city: { type: 'string' } } } }], tool_choice: { type: 'tool', name: 'get_weather' } }),
  count: await count({ converse: { ...question, system } }),
  countInvoke: await count({ invokeModel: { body: bytes({ ...anthropic, system: system[0].text }) } }),
  streamExceptions: await each(exceptions, exception => converseStream(question, scripted({ break: { after_tokens: 2, exception, message: `told: ${exception}` } }))),
  invokeStreamExceptions: await each(exceptions, exception => invokeStream(anthropic, scripted({ break: { after_tokens: 2, exception, message: `told: ${exception}` } }))),
  errors: await each(errors, type => converse(question, scripted({ error: { type } }))),
  emptyBody: await converse(question, scripted({ error: { type: 'ThrottlingException', empty_body: true } })),
  brokenOff: await converseStream(question, scripted({ break: { after_tokens: 2, reset: true } })),
  invalid: await each([
    'alternate', 'blank', 'noTools', 'toolId', 'assistantFirst', 'badModel', 'tampered', 'unsigned', 'budget', 'hotThinking', 'forcedThinking', 'cachePoints', 'noWords', 'sameDocument',
    'onDemand', 'prefill', 'adaptive', 'novaTools', 'noSchema'], name => ({
    alternate: () => converse({ messages: [...question.messages, ...question.messages] }),
    blank: () => converse({ messages: [{ role: 'user', content: [{ text: ' ' }] }] }),
    noTools: () => converse({ messages: withToolResult }),
    toolId: () => converse({ toolConfig: tools, messages: [...question.messages, { role: 'assistant', content: [{ toolUse: { toolUseId: 'a b', name: 'get_weather', input: {} } }] }] }),
    assistantFirst: () => converse({ messages: [{ role: 'assistant', content: [{ text: 'Hello' }] }] }),
    tampered: () => thinkingLoop(tamper),
    unsigned: () => thinkingLoop(blocks => blocks.filter(block => !block.reasoningContent)),
    budget: () => converse({ ...question, ...think, inferenceConfig: { maxTokens: 1024 } }),
    hotThinking: () => converse({ ...question, ...think, inferenceConfig: { maxTokens: 2000, temperature: 0.5 } }),
    forcedThinking: () => converse({ ...question, ...think, toolConfig: { ...tools, toolChoice: { any: {} } } }),
    cachePoints: () => converse({ messages: [{ role: 'user', content: [1, 2, 3, 4, 5].flatMap(n => [{ text: `${n}` }, point]) }] }),
    noWords: () => converse({ messages: [{ role: 'user', content: [pdf('Report')] }] }),
    sameDocument: () => converse({ messages: [{ role: 'user', content: [{ text: 'Compare.' }, pdf('Report'), pdf('Report')] }] }),
    onDemand: () => converse({ ...question, modelId: 'anthropic.claude-sonnet-4-5-20250929-v1:0' }),
    prefill: () => converse({ messages: [...question.messages, { role: 'assistant', content: [{ text: '{' }] }], modelId: 'us.anthropic.claude-sonnet-4-6' }),
    adaptive: () => converse({ ...question, additionalModelRequestFields: { thinking: { type: 'adaptive' } } }),
    novaTools: () => converse({ ...question, modelId: 'us.amazon.nova-lite-v1:0', toolConfig: { tools: [...tools.tools, point] } }),
    noSchema: () => converse({ ...question, modelId: 'us.amazon.nova-lite-v1:0', outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: '{"type":"object"}' } } } } }),
    badModel: () => converse({ ...question, modelId: 'nonsense' }),
  })[name]()),
}
process.stdout.write(JSON.stringify(report))
