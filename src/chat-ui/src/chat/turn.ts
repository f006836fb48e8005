import { signal } from '@preact/signals';
import type { Citation, Frame, GatewayError, Usage } from '../wire/frames';
import type { AnswerSink } from '../wire/transport';

export type AnswerState = 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed';

/** What is known of an answer when it has ended. */
export interface AnswerFacts {
  model: string | null;
  cached: boolean;
  finish: string;
  usage: Usage | null;
  citations: Citation[];
}

/** An answer: it grows while the model speaks, and who shows it is told of each piece. */
export class Answer implements AnswerSink {
  readonly state = signal<AnswerState>('waiting');
  readonly facts = signal<AnswerFacts | null>(null);
  readonly error = signal<GatewayError | null>(null);
  /** From the question to the first word. */
  readonly firstWordMs = signal<number | null>(null);
  private all = '';
  private readonly readers = new Set<() => void>();

  constructor(
    private readonly askedAt: number | null,
    private readonly ended: (answer: Answer) => void = () => undefined,
  ) {}

  /** One that the gateway kept. */
  static kept(text: string, facts: AnswerFacts): Answer {
    const answer = new Answer(null);
    answer.all = text;
    answer.facts.value = facts;
    answer.state.value = facts.finish === 'cancelled' ? 'stopped' : 'done';
    return answer;
  }

  get whole(): string {
    return this.all;
  }

  get isRunning(): boolean {
    return this.state.value === 'waiting' || this.state.value === 'streaming';
  }

  subscribe(reader: () => void): () => void {
    this.readers.add(reader);
    return () => this.readers.delete(reader);
  }

  text(more: string): void {
    if (this.askedAt !== null && this.firstWordMs.value === null) this.firstWordMs.value = performance.now() - this.askedAt;
    this.all += more;
    if (this.state.value === 'waiting') this.state.value = 'streaming';
    for (const reader of this.readers) reader();
  }

  end(last: Frame): void {
    this.facts.value = {
      model: last.model ?? null,
      cached: last.cached === 'true',
      finish: last.finish_reason ?? 'stop',
      usage: last.usage ?? null,
      citations: last.citations ?? [],
    };
    this.finish(last.finish_reason === 'cancelled' ? 'stopped' : 'done');
  }

  fail(error: GatewayError): void {
    this.error.value = error;
    this.finish('failed');
  }

  private finish(state: AnswerState): void {
    this.state.value = state;
    for (const reader of this.readers) reader();
    this.ended(this);
  }
}

/** A question and its answer. */
export interface Turn {
  requestId: string;
  /** All of it, attached texts too. */
  prompt: string;
  images: string[];
  answer: Answer;
}
