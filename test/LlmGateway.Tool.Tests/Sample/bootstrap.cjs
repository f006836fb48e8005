#!/usr/bin/env node
// A function that does what the body of its event says: the local run's counterpart in tests.
const http = require("node:http");
const fs = require("node:fs");
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const base = "/2018-06-01/runtime/";

if (process.env.START === "die") {
  console.error("Unhandled exception. No configuration was found.");
  process.exit(3);
}

function call(method, path, headers, write) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, method, path: base + path, headers, agent }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts).toString() }));
      response.on("error", reject);
    });
    request.on("error", reject);
    if (write) write(request); else request.end();
  });
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
// What a test holds up until it has seen enough; a file, since nothing else reaches a function from outside.
const opened = async (gate) => { while (gate && !fs.existsSync(gate)) await wait(5); };
const metadata = (head) => Buffer.concat([Buffer.from(JSON.stringify(head)), Buffer.alloc(8)]);
const sse = { statusCode: 200, headers: { "Content-Type": "text/event-stream", "x-own": "yes" } };

async function answer(id, event) {
  const order = event.body && event.body.startsWith("{") ? JSON.parse(event.body) : {};
  const respond = (text) => call("POST", `invocation/${id}/response`, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) }, (r) => r.end(text));
  const stream = (write) => call("POST", `invocation/${id}/response`, {
    "Content-Type": "application/vnd.awslambda.http-integration-response", "Lambda-Runtime-Function-Response-Mode": "streaming",
    "Transfer-Encoding": "chunked", Trailer: "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body" }, write);
  if (event.type === "REQUEST" || event.type === "TOKEN") return authorize(id, event, respond);
  switch (order.do) {
    case "die": process.exit(9);
    case "hang": return wait(600_000);
    case "fail": {
      const text = JSON.stringify({ errorType: "Sample.Error", errorMessage: "as ordered" });
      return call("POST", `invocation/${id}/error`, { "Lambda-Runtime-Function-Error-Type": "Sample.Error", "Content-Length": Buffer.byteLength(text) }, (r) => r.end(text));
    }
    case "nonsense": return respond("[1,2]");
    case "respond": return respond(JSON.stringify(order.response));
    case "environment": return respond(JSON.stringify({ statusCode: 200, body: JSON.stringify(process.env) }));
    case "large": return respond(JSON.stringify({ statusCode: 200, body: "x".repeat(7_000_000) }));
    case "stream": return stream(async (r) => {
      r.write(metadata({ ...sse, ...order.head }));
      for (const part of order.parts) { r.write(part); await opened(order.gate); }
      r.end();
    });
    case "stream-then-die": return stream(async (r) => {
      r.write(metadata({ ...sse, ...order.head }));
      r.write(order.part);
      await opened(order.gate);
      process.exit(9);
    });
    case "stream-then-fail": return stream(async (r) => {
      r.write(metadata(sse));
      r.write("data: 1\n\n");
      r.addTrailers({ "Lambda-Runtime-Function-Error-Type": "Sample.Late", "Lambda-Runtime-Function-Error-Body": Buffer.from('{"errorMessage":"late"}').toString("base64") });
      r.end();
    });
    case "stream-for-ever": return stream(async (r) => {
      r.write(metadata(sse));
      r.on("error", () => console.log("the stream was cut"));
      while (!r.destroyed) { r.write("data: tick\n\n"); await wait(20); }
    }).catch(() => {});
    default:
      return respond(JSON.stringify({ statusCode: 200, headers: { "Content-Type": "application/json", "x-pid": String(process.pid) }, body: JSON.stringify(event) }));
  }
}

function authorize(id, event, respond) {
  const token = event.authorizationToken ?? event.headers.Authorization;
  if (token === "nobody") {
    const text = '{"errorType":"Error","errorMessage":"Unauthorized"}';
    return call("POST", `invocation/${id}/error`, { "Content-Length": text.length }, (r) => r.end(text));
  }
  const effect = token === "wrong" ? "Deny" : "Allow";
  return respond(JSON.stringify({
    principalId: `user-${token}`, context: { models: "a,b", level: 3 },
    policyDocument: { Version: "2012-10-17", Statement: [{ Effect: effect, Action: "execute-api:Invoke", Resource: event.methodArn }] } }));
}

(async () => {
  for (;;) {
    const next = await call("GET", "invocation/next", {});
    await answer(next.headers["lambda-runtime-aws-request-id"], JSON.parse(next.body));
  }
})().catch((error) => { console.error(String(error)); process.exit(1); });
