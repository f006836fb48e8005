import { signal } from '@preact/signals';
import type { Session } from '../auth/session';
import { type Frame, GatewayError } from './frames';
import { PendingAnswer } from './pending';
import { type AnswerSink, type Question, type Transport, wireOf } from './transport';
import { jsonBytes, MOST_IN_MESSAGE, partsOf } from './upload';

export type LineState = 'idle' | 'open' | 'connecting' | 'lost';

const PING_EVERY = 4 * 60_000;
const PONG_WITHIN = 4_000;
const ASK_AGAIN_AFTER = 15_000;
const RECONNECT_FOR = 120_000;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 8_000;

/** Asks over one WebSocket, which is made anew when it drops: running answers go on where they were. */
export class SocketTransport implements Transport {
  readonly state = signal<LineState>('idle');
  private socket: WebSocket | null = null;
  private opening: Promise<WebSocket> | null = null;
  private readonly answers = new Map<string, PendingAnswer>();
  private readonly uploads = new Map<string, Upload>();
  private pong: ReturnType<typeof setTimeout> | undefined;
  private everOpen = false;
  private wake: (() => void) | null = null;

  constructor(
    private readonly url: string,
    private readonly session: Session,
    /** Tells whether the gateway can be reached at all, and throws what it says of the token. */
    private readonly probe: () => Promise<boolean>,
    /** Used where WebSockets can't get through. */
    private readonly fallback: Transport | null,
  ) {
    setInterval(() => this.watch(), 1_000);
    setInterval(() => this.ping(), PING_EVERY);
    // A laptop that wakes, or a network that returns: find out now, not at the next time-out.
    addEventListener('online', () => this.lookAfter());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.lookAfter());
    addEventListener('offline', () => this.answers.size > 0 && this.state.value === 'open' && (this.state.value = 'lost'));
  }

  ask(question: Question, sink: AnswerSink): void {
    const answer = new PendingAnswer(question, sink);
    this.answers.set(question.requestId, answer);
    void this.sendQuestion(answer);
  }

  resume(question: Question, sink: AnswerSink): boolean {
    const answer = new PendingAnswer(question, sink);
    this.answers.set(question.requestId, answer);
    void this.guard(answer, () => this.askForRest(answer));
    return true;
  }

  stop(requestId: string): void {
    const answer = this.answers.get(requestId);
    if (!answer) return this.fallback?.stop(requestId);
    answer.stopping = true;
    void this.guard(answer, () => this.send({ action: 'cancel', request_id: requestId }));
  }

  private sendQuestion(answer: PendingAnswer): Promise<void> {
    return this.guard(answer, async () => {
      const message = { action: 'sendmessage', ...wireOf(answer.question) } as Record<string, unknown>;
      const { requestId, prompt, images } = answer.question;
      if (images.length > 0) {
        const ids = images.map((_, number) => `${requestId}.${number}`);
        await Promise.all(images.map((image, number) => this.upload(ids[number]!, image)));
        message['images'] = ids.map((id) => `upload:${id}`);
      }
      if (jsonBytes(JSON.stringify(message)) > MOST_IN_MESSAGE) {
        await this.upload(requestId, prompt);
        delete message['prompt'];
        message['prompt_upload_id'] = requestId;
      }
      await this.send(message);
      if (answer.stopping) await this.send({ action: 'cancel', request_id: requestId });
    });
  }

  private async upload(id: string, text: string): Promise<void> {
    const upload = new Upload(id, partsOf(text));
    this.uploads.set(id, upload);
    try {
      for (const message of upload.messages()) await this.send(message);
      await upload.complete;
    } finally {
      this.uploads.delete(id);
    }
  }

  private askForRest(answer: PendingAnswer): Promise<void> {
    answer.isResuming = true;
    answer.heardAt = Date.now();
    return this.send({ action: 'resume', request_id: answer.question.requestId, after_seq: answer.lastSeq });
  }

  /** What can't be sent in the end fails its answer, with the reason. */
  private async guard(answer: PendingAnswer, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!this.answers.delete(answer.question.requestId)) return;
      if (error instanceof UseFallback && this.fallback) this.fallback.ask(answer.question, answer.into);
      else answer.fail(error instanceof GatewayError ? error : new GatewayError('unreachable', 'The gateway can\'t be reached.'));
    }
  }

  private async send(message: unknown): Promise<void> {
    const socket = await this.line();
    socket.send(JSON.stringify(message));
  }

  private line(): Promise<WebSocket> {
    if (this.socket?.readyState === WebSocket.OPEN) return Promise.resolve(this.socket);
    return (this.opening ??= this.open().finally(() => (this.opening = null)));
  }

  /** Connects, and tries again for as long as a person may wait. */
  private async open(): Promise<WebSocket> {
    const began = Date.now();
    this.state.value = this.everOpen ? 'lost' : 'connecting';
    for (let attempt = 0, pause = FIRST_PAUSE; ; attempt++, pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const socket = await this.connect(attempt > 0 && attempt % 3 === 1);
      if (socket) return this.opened(socket);
      // A browser does not say why a connection failed: an HTTP request does.
      const reachable = await this.probe();
      if (!this.everOpen && reachable && attempt >= 2 && this.fallback) throw new UseFallback();
      if (Date.now() - began > RECONNECT_FOR) {
        this.state.value = 'idle';
        throw new GatewayError('connection_lost', 'The connection dropped and could not be made again.');
      }
      await new Promise<void>((done) => {
        this.wake = done;
        setTimeout(done, pause);
      });
    }
  }

  private async connect(renew: boolean): Promise<WebSocket | null> {
    const token = await this.session.token(renew);
    const socket = new WebSocket(this.url, token ? ['llm-gateway.v1', `bearer.${token}`] : ['llm-gateway.v1']);
    return new Promise((done) => {
      const late = setTimeout(() => socket.close(), 10_000);
      socket.onopen = () => (clearTimeout(late), done(socket));
      socket.onclose = () => (clearTimeout(late), done(null));
    });
  }

  private opened(socket: WebSocket): WebSocket {
    const again = this.everOpen;
    this.everOpen = true;
    this.socket = socket;
    this.state.value = 'open';
    socket.onmessage = (event) => this.dispatch(JSON.parse(event.data as string) as Record<string, unknown>);
    socket.onclose = () => this.dropped(socket);
    if (again) this.continueAll(socket);
    return socket;
  }

  /** Asks for the rest of all that was under way when the line dropped. */
  private continueAll(socket: WebSocket): void {
    for (const upload of this.uploads.values()) this.sendAgain(upload, socket);
    for (const answer of this.answers.values()) if (!this.isUploading(answer)) {
      answer.isResuming = true;
      answer.heardAt = Date.now();
      socket.send(JSON.stringify({ action: 'resume', request_id: answer.question.requestId, after_seq: answer.lastSeq }));
      if (answer.stopping) socket.send(JSON.stringify({ action: 'cancel', request_id: answer.question.requestId }));
    }
  }

  private isUploading(answer: PendingAnswer): boolean {
    const id = answer.question.requestId;
    return [...this.uploads.keys()].some((upload) => upload === id || upload.startsWith(`${id}.`));
  }

  private dropped(socket: WebSocket): void {
    if (this.socket !== socket) return;
    this.socket = null;
    clearTimeout(this.pong);
    if (this.answers.size === 0 && this.uploads.size === 0) {
      this.state.value = 'idle';
      return;
    }
    this.line().catch((error: unknown) => {
      for (const [id, answer] of this.answers) {
        this.answers.delete(id);
        answer.fail(error instanceof GatewayError ? error : new GatewayError('connection_lost', 'The connection dropped and could not be made again.'));
      }
      for (const upload of this.uploads.values()) upload.fail(error);
    });
  }

  private dispatch(message: Record<string, unknown>): void {
    clearTimeout(this.pong);
    this.pong = undefined;
    if (typeof message['upload_id'] === 'string') {
      const upload = this.uploads.get(message['upload_id']);
      if (upload) upload.heardAt = Date.now();
      if (message['received'] === message['of']) upload?.done();
      return;
    }
    if (message['action'] === 'pong') return;
    const frame = message as unknown as Frame;
    const answer = this.answers.get(frame.request_id);
    if (!answer) {
      // An upload that was refused is named by its id, which begins with its answer's.
      for (const upload of this.uploads.values()) if (frame.error && frame.request_id === upload.id) upload.fail(GatewayError.of(frame.error));
      return;
    }
    switch (answer.take(frame)) {
      case 'done':
        this.answers.delete(frame.request_id);
        break;
      case 'unknown':
        answer.isResuming = false;
        void this.sendQuestion(answer);
        break;
      case 'gap':
        void this.guard(answer, () => this.askForRest(answer));
        break;
    }
  }

  /** After a silence the rest is asked for again, and parts without a receipt are sent again: something may have been lost on a line that still stands. */
  private watch(): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    for (const answer of this.answers.values())
      if (Date.now() - answer.heardAt > ASK_AGAIN_AFTER && !this.isUploading(answer)) void this.guard(answer, () => this.askForRest(answer));
    for (const upload of this.uploads.values()) if (Date.now() - upload.heardAt > ASK_AGAIN_AFTER) this.sendAgain(upload, this.socket);
  }

  /** A part that comes twice is the same as once. */
  private sendAgain(upload: Upload, socket: WebSocket): void {
    upload.heardAt = Date.now();
    for (const message of upload.messages()) socket.send(JSON.stringify(message));
  }

  private lookAfter(): void {
    this.wake?.();
    if (this.socket) this.ping();
  }

  /** A line that does not answer is no line. */
  private ping(): void {
    const socket = this.socket;
    if (socket?.readyState !== WebSocket.OPEN || this.pong !== undefined) return;
    socket.send('{"action":"ping"}');
    this.pong = setTimeout(() => {
      this.pong = undefined;
      socket.onclose = null;
      socket.close();
      this.dropped(socket);
    }, PONG_WITHIN);
  }
}

/** WebSockets don't get through here, and HTTP does. */
class UseFallback extends Error {}

/** A text in parts, until all of them are there. */
class Upload {
  readonly complete: Promise<void>;
  /** When a receipt last came, or parts were sent. */
  heardAt = Date.now();
  done!: () => void;
  fail!: (error: unknown) => void;

  constructor(
    readonly id: string,
    private readonly parts: string[],
  ) {
    this.complete = new Promise((done, fail) => {
      this.done = done;
      this.fail = fail;
    });
    this.complete.catch(() => undefined);
  }

  *messages(): Iterable<unknown> {
    for (const [part, text] of this.parts.entries()) yield { action: 'upload', upload_id: this.id, request_id: this.id, part, of: this.parts.length, text };
  }
}
