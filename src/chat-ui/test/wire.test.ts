import { expect, test } from 'vitest';
import { challengeOf, claimsOf } from '../src/auth/pkce';
import { promptOf, splitPrompt } from '../src/chat/attachments';
import { ConfigError, readConfig } from '../src/config';
import { luminance, readable } from '../src/ui/branding';
import { dayOf, dollars } from '../src/ui/numbers';
import type { Frame } from '../src/wire/frames';
import { PendingAnswer } from '../src/wire/pending';
import { eventsOf } from '../src/wire/sse';
import { type Question, wireOf } from '../src/wire/transport';
import { jsonBytes, partsOf } from '../src/wire/upload';

const question: Question = { requestId: 'r', chatId: 'c', prompt: 'p', model: null, system: '', temperature: null, maxTokens: null, nodeId: '', images: [], fresh: false, replaces: null };

const frame = (seq: number, more: Partial<Frame> = {}): Frame => ({ completion: `${seq}`, chat_id: 'c', cached: 'false', has_more_messages: 'true', request_id: 'r', seq, ...more });

function pending(): { answer: PendingAnswer; told: string[] } {
  const told: string[] = [];
  return { told, answer: new PendingAnswer(question, { text: (more) => told.push(more), end: () => told.push('end'), fail: (error) => told.push(error.code) }) };
}

test('parts of an upload fit a frame, lose nothing, and cut no character', () => {
  for (const unit of ['a', '"\n', 'ä€😀', '\u0001']) {
    const text = unit.repeat(40_000);
    const parts = partsOf(text);
    expect(parts.join('')).toBe(text);
    for (const part of parts) {
      expect(jsonBytes(part)).toBeLessThanOrEqual(24 * 1024 + 6);
      expect(part).not.toMatch(/[\ud800-\udbff]$|^[\udc00-\udfff]/);
      expect(new TextEncoder().encode(JSON.stringify(part)).length).toBeLessThan(28 * 1024);
    }
  }
});

test('frames that come again are told once, and a gap is not passed over', () => {
  const { answer, told } = pending();
  expect([0, 1, 1, 0, 3].map((seq) => answer.take(frame(seq)))).toEqual(['more', 'more', 'more', 'more', 'gap']);
  expect([2, 3].map((seq) => answer.take(frame(seq)))).toEqual(['more', 'more']);
  expect(answer.take(frame(4, { completion: '', has_more_messages: 'false' }))).toBe('done');
  expect(told).toEqual(['0', '1', '2', '3', 'end']);
});

test('a question that the gateway never got is found out by resuming, and errors are told', () => {
  const lost = pending();
  lost.answer.isResuming = true;
  const refused = frame(0, { completion: '', has_more_messages: 'false', error: { code: 'invalid_request', message: 'no request' } });
  expect(lost.answer.take(refused)).toBe('unknown');
  const { answer, told } = pending();
  expect(answer.take(refused)).toBe('done');
  expect(told).toEqual(['invalid_request']);
});

test('a worker that died ends its answer, whatever the number of its last frame', () => {
  const { answer, told } = pending();
  for (const seq of [0, 1, 2, 3]) answer.take(frame(seq));
  expect(answer.take(frame(2, { completion: '', has_more_messages: 'false', error: { code: 'internal', message: '' } }))).toBe('done');
  expect(told.at(-1)).toBe('internal');
});

test('events of a stream are read however it is cut', async () => {
  const bytes = new TextEncoder().encode(': hi\n\ndata: {"a":"ä"}\r\n\r\ndata:{"b":1}\n\ndata: x\ndata: y\n\n');
  for (let cut = 1; cut < bytes.length; cut++) {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, cut));
        controller.enqueue(bytes.slice(cut));
        controller.close();
      },
    });
    const events: string[] = [];
    for await (const event of eventsOf(body)) events.push(event);
    expect(events).toEqual(['{"a":"ä"}', '{"b":1}', 'x\ny']);
  }
});

test('a question says what was set, and nothing else', () => {
  expect(wireOf(question)).toEqual({ prompt: 'p', chat_id: 'c', request_id: 'r' });
  expect(wireOf({ ...question, model: 'm', system: 's', temperature: 0, maxTokens: 9, nodeId: 'n', images: ['data:'], fresh: true, replaces: 'q' })).toEqual({
    prompt: 'p', chat_id: 'c', request_id: 'r', model: 'm', system: 's', parameters: { temperature: 0, max_tokens_to_sample: 9, node_id: 'n' }, invalidate_cache: true, replaces: 'q', images: ['data:'],
  });
});

test('attached texts are found again in a prompt', () => {
  const attachments = [{ kind: 'text' as const, name: 'a.log', text: 'x\n\n</attachment>\n\ny' }, { kind: 'text' as const, name: 'b "c".txt', text: '' }];
  const prompt = promptOf('Why?\n\nReally?', attachments);
  expect(splitPrompt(prompt)).toEqual({ text: 'Why?\n\nReally?', attachments: [attachments[0], { ...attachments[1], name: "b 'c'.txt" }] });
  for (const plain of ['Why?', '<attachment name="a">\nunclosed', 'a\n\n<attachment name="x">\n</attachment> b']) expect(splitPrompt(plain)).toEqual({ text: plain, attachments: [] });
});

test('PKCE is as RFC 7636 has it, and names are read from tokens', async () => {
  expect(await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  expect(claimsOf('x.eyJuYW1lIjoiw4RkYSJ9.y')).toEqual({ name: 'Äda' });
  expect(claimsOf('nonsense')).toEqual({});
});

test('a configuration that does not fit is refused by the name of its member', () => {
  const good = { version: 1, restUrl: 'https://a/b/', auth: { type: 'none' } };
  expect(readConfig(good)).toMatchObject({ title: 'Chat', restUrl: 'https://a/b', features: { history: false, attachments: true } });
  expect(readConfig({ ...good, prompts: ['a', { text: 'b', scope: 'node-1' }] }).prompts).toEqual([{ text: 'a', scope: null }, { text: 'b', scope: 'node-1' }]);
  for (const [bad, word] of [
    [{ ...good, version: 2 }, 'version'], [{ ...good, restUrl: null }, 'webSocketUrl'], [{ ...good, title: 3 }, 'title'], [{ ...good, auth: {} }, 'auth.type'],
    [{ ...good, auth: { type: 'cognito', domain: 'x' } }, 'auth.clientId'], [{ ...good, colors: { accent: 'red' } }, 'colors.accent'], [{ ...good, prompts: 'a' }, 'prompts'],
    [{ ...good, prompts: ['a', { scope: 'b' }] }, 'prompts[1].text'], [{ ...good, prompts: [{ text: 'a', scope: 1 }] }, 'prompts[0].scope'], [[], 'object'],
  ] as const)
    expect(() => readConfig(bad)).toThrow(expect.objectContaining({ constructor: ConfigError, message: expect.stringContaining(word) as string }));
});

test('numbers are said as one says them', () => {
  expect([0, 0.000075, 0.0045, 0.06, 1, 1.5, 20].map(dollars)).toEqual(['$0', '$0.000075', '$0.0045', '$0.06', '$1', '$1.50', '$20']);
  expect([luminance('#ffffff'), luminance('#000000')]).toEqual([1, 0]);
  // A colour that is read already stays as it is.
  expect([readable('#0a0a0a', false), readable('#f5f5f5', true)]).toEqual(['#0a0a0a', '#f5f5f5']);
  for (const accent of ['#ffd400', '#ffffff', '#00ff00', '#0f6cbd']) expect(luminance(readable(accent, false))).toBeLessThanOrEqual((luminance('#ecebf1') + 0.05) / 4.5 - 0.05);
  for (const accent of ['#2b0a3d', '#000000', '#0000ff', '#6cb8f6']) expect(luminance(readable(accent, true))).toBeGreaterThanOrEqual((luminance('#2b2a34') + 0.05) * 4.5 - 0.05);
  const now = new Date(2026, 4, 20, 12);
  expect([0, 1, 3, 60].map((days) => dayOf(new Date(2026, 4, 20 - days, 11).toISOString(), now))).toEqual(['Today', 'Yesterday', 'This week', 'March 2026']);
});
