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
  invalid: await each(['alternate', 'blank', 'noTools', 'toolId', 'assistantFirst', 'badModel'], name => ({
    alternate: () => converse({ messages: [...question.messages, ...question.messages] }),
    blank: () => converse({ messages: [{ role: 'user', content: [{ text: ' ' }] }] }),
    noTools: () => converse({ messages: withToolResult }),
    toolId: () => converse({ toolConfig: tools, messages: [...question.messages, { role: 'assistant', content: [{ toolUse: { toolUseId: 'a b', name: 'get_weather', input: {} } }] }] }),
    assistantFirst: () => converse({ messages: [{ role: 'assistant', content: [{ text: 'Hello' }] }] }),
    badModel: () => converse({ ...question, modelId: 'nonsense' }),
  })[name]()),
}
process.stdout.write(JSON.stringify(report))
