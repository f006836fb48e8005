import type { Api } from './api';
import { type Frame, GatewayError, isLast } from './frames';
import { eventsOf } from './sse';
import { type AnswerSink, type Question, type Transport, wireOf } from './transport';

/** After a cancel the last frame comes by itself; where it does not, the reader is left. */
const LAST_FRAME_WITHIN = 3_000;

/** Asks over HTTP: an answer streams as server-sent events. What drops there can't be resumed. */
export class RestTransport implements Transport {
  private readonly running = new Map<string, Running>();

  constructor(private readonly api: Api) {}

  ask(question: Question, sink: AnswerSink): void {
    const running: Running = { abort: new AbortController(), stopped: false };
    this.running.set(question.requestId, running);
    void this.stream(question, sink, running).finally(() => this.running.delete(question.requestId));
  }

  resume(): boolean {
    return false;
  }

  stop(requestId: string): void {
    const running = this.running.get(requestId);
    if (!running) return;
    running.stopped = true;
    this.api.cancel(requestId).catch(() => running.abort.abort());
    setTimeout(() => running.abort.abort(), LAST_FRAME_WITHIN);
  }

  private async stream(question: Question, sink: AnswerSink, running: Running): Promise<void> {
    let last: Frame | null = null;
    try {
      const response = await this.api.send('POST', '/v1/prompt', { ...wireOf(question), stream: true }, running.abort.signal);
      for await (const data of eventsOf(response.body!)) {
        const frame = JSON.parse(data) as Frame;
        if (frame.error) throw GatewayError.of(frame.error);
        if (frame.completion) sink.text(frame.completion);
        if (isLast(frame)) last = frame;
      }
      if (!last) throw new GatewayError('connection_lost', 'The connection dropped in the middle of the answer.');
      sink.end(last);
    } catch (error) {
      if (running.stopped) sink.end(cancelled(question));
      else if (error instanceof GatewayError) sink.fail(error);
      else sink.fail(new GatewayError('connection_lost', 'The connection dropped in the middle of the answer.'));
    }
  }
}

interface Running {
  abort: AbortController;
  stopped: boolean;
}

const cancelled = (question: Question): Frame => ({
  completion: '', chat_id: question.chatId, cached: 'false', has_more_messages: 'false', request_id: question.requestId, seq: 0, finish_reason: 'cancelled',
});
