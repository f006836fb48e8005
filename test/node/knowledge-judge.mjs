// Calls what the local run plays of OpenSearch, S3 Vectors and Bedrock's knowledge bases through their own clients, and prints what they made of it as JSON.
import { createRequire } from 'node:module'
import { Client } from '@opensearch-project/opensearch'
import { S3VectorsClient, PutVectorsCommand, QueryVectorsCommand, GetVectorsCommand, ListVectorsCommand, DeleteVectorsCommand } from '@aws-sdk/client-s3vectors'
// Left to itself, this client speaks HTTP/2.
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { BedrockAgentRuntimeClient, RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime'

const { AwsSigv4Signer } = createRequire(import.meta.url)('@opensearch-project/opensearch/aws-v3')
const { AWS_REGION: region, JUDGE_ENDPOINT: endpoint, JUDGE_INDEX: indexArn, JUDGE_BASE: knowledgeBaseId } = process.env
const credentials = { accessKeyId: process.env.JUDGE_KEY, secretAccessKey: process.env.JUDGE_SECRET, sessionToken: process.env.JUDGE_SESSION }

async function outcome(work) {
  try {
    return await work()
  } catch (error) {
    return { error: error.meta?.body?.error?.type ?? error.name, status: error.meta?.statusCode ?? error.$metadata?.httpStatusCode, message: error.message }
  }
}

async function search(service) {
  const client = new Client({ ...AwsSigv4Signer({ region, service, getCredentials: async () => credentials }), node: endpoint, maxRetries: 0 })
  const report = {}
  report.create = await outcome(async () => (await client.indices.create({
    index: 'notes',
    body: {
      settings: { 'index.knn': true },
      mappings: { properties: { vector: { type: 'knn_vector', dimension: 2, method: { name: 'hnsw', engine: 'faiss', space_type: 'cosinesimil' } }, text: { type: 'text' }, node_id: { type: 'keyword' } } },
    },
  })).body)
  report.twice = await outcome(async () => (await client.indices.create({ index: 'notes', body: {} })).body)
  report.exists = (await client.indices.exists({ index: 'notes' })).body
  report.bulk = await outcome(async () => (await client.bulk({
    body: [
      { index: { _index: 'notes', _id: 'a' } }, { text: 'the link is down', node_id: 'node-1', vector: [1, 0] },
      { index: { _index: 'notes', _id: 'b' } }, { text: 'the link is up', node_id: 'node-1', vector: [0, 1] },
      { index: { _index: 'notes', _id: 'c' } }, { text: 'the link is down again', node_id: 'node-2', vector: [1, 0.1] },
      { index: { _index: 'notes', _id: 'd' } }, { text: 'too long', node_id: 'node-2', vector: [1, 0, 0] },
    ],
  })).body)
  report.put = await outcome(async () => (await client.index({ index: 'notes', id: 'e', body: { text: 'a spare part', node_id: 'node-3', vector: [-1, 0] } })).body)
  report.get = await outcome(async () => (await client.get({ index: 'notes', id: 'e' })).body)
  report.count = (await client.count({ index: 'notes' })).body.count
  const hits = query => outcome(async () => (await client.search({ index: 'notes', body: { size: 10, query } })).body.hits.hits.map(hit => [hit._id, Math.round(hit._score * 1000) / 1000]))
  report.near = await hits({ knn: { vector: { vector: [1, 0], k: 2 } } })
  report.nearOfOne = await hits({ knn: { vector: { vector: [0, 1], k: 5, filter: { term: { node_id: 'node-2' } } } } })
  report.words = (await hits({ match: { text: 'DOWN again' } })).map(([id]) => id)
  report.both = (await hits({ bool: { must: { match: { text: 'link' } }, filter: [{ term: { node_id: { value: 'node-1' } } }], must_not: { ids: { values: ['b'] } } } })).map(([id]) => id)
  report.hybrid = (await hits({ hybrid: { queries: [{ match: { text: 'up' } }, { knn: { vector: { vector: [1, 0], k: 2 } } }] } })).map(([id]) => id).sort()
  report.terms = (await hits({ terms: { node_id: ['node-2', 'node-3'] } })).map(([id]) => id)
  report.star = await hits({ term: { node_id: 'node-*' } })
  report.operator = await hits({ term: { node_id: { $ne: null } } })
  report.unknown = await hits({ script_score: {} })
  report.wrongLength = await hits({ knn: { vector: { vector: [1], k: 2 } } })
  report.many = await outcome(async () => (await client.msearch({ body: [{ index: 'notes' }, { query: { match_all: {} } }, { index: 'none' }, { query: { match_all: {} } }] })).body.responses.map(each => each.error?.type ?? each.hits.total.value))
  report.deleted = await outcome(async () => (await client.delete({ index: 'notes', id: 'e' })).body.result)
  report.deletedTwice = await outcome(async () => (await client.delete({ index: 'notes', id: 'e' })).body.result)
  report.dropped = await outcome(async () => (await client.indices.delete({ index: 'notes' })).body)
  report.gone = await hits({ match_all: {} })
  return report
}

async function vectors() {
  const client = new S3VectorsClient({ region, endpoint, credentials, maxAttempts: 1 })
  const send = command => outcome(async () => { const { $metadata, ...answer } = await client.send(command); return answer })
  const near = filter => send(new QueryVectorsCommand({ indexArn, topK: 2, queryVector: { float32: [1, 0] }, filter, returnMetadata: true, returnDistance: true }))
  return {
    put: await send(new PutVectorsCommand({ indexArn, vectors: [
      { key: 'a', data: { float32: [1, 0] }, metadata: { node_id: 'node-1', text: 'down' } }, { key: 'b', data: { float32: [0, 1] }, metadata: { node_id: 'node-1', text: 'up' } },
      { key: 'c', data: { float32: [1, 0.1] }, metadata: { node_id: 'node-2', text: 'down again', age: 3 } },
    ] })),
    query: await near(), one: await near({ node_id: { $eq: 'node-1' } }), plain: await near({ node_id: 'node-2' }), older: await near({ $and: [{ age: { $gt: 2 } }, { node_id: { $ne: 'node-1' } }] }),
    hidden: await near({ text: 'down' }), operator: await near({ $where: '1' }),
    get: await send(new GetVectorsCommand({ indexArn, keys: ['c', 'none'], returnData: true, returnMetadata: true })),
    list: await send(new ListVectorsCommand({ indexArn, maxResults: 2 })),
    wrongLength: await send(new PutVectorsCommand({ indexArn, vectors: [{ key: 'x', data: { float32: [1] } }] })),
    large: await send(new PutVectorsCommand({ indexArn, vectors: [{ key: 'x', data: { float32: [1, 1] }, metadata: { node_id: 'x'.repeat(3000) } }] })),
    delete: await send(new DeleteVectorsCommand({ indexArn, keys: ['a'] })),
    left: await near({ node_id: 'node-1' }),
  }
}

async function knowledgeBase() {
  const client = new BedrockAgentRuntimeClient({ region, endpoint, credentials, maxAttempts: 1, requestHandler: new NodeHttpHandler() })
  const retrieve = (id, filter) => outcome(async () => (await client.send(new RetrieveCommand({
    knowledgeBaseId: id, retrievalQuery: { text: 'Is the link down?' }, retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: 2, filter } },
  }))).retrievalResults)
  return {
    all: await retrieve(knowledgeBaseId), one: await retrieve(knowledgeBaseId, { equals: { key: 'node_id', value: 'node-2' } }), none: await retrieve('OTHERBASE1'),
    both: await retrieve(knowledgeBaseId, { andAll: [{ equals: { key: 'node_id', value: 'node-1' } }, { startsWith: { key: 'title', value: 'Man' } }] }),
  }
}

console.log(JSON.stringify({ es: await search('es'), aoss: await search('aoss'), vectors: await vectors(), knowledgeBase: await knowledgeBase() }))
