import { type Frame, GatewayError, isLast } from './frames';
import type { AnswerSink, Question } from './transport';

/** An answer that is on its way over a line that may drop. */
export class PendingAnswer {
  /** The last frame that came; -1: none. */
  lastSeq = -1;
  /** The rest was asked for, and nothing of it came yet. */
  isResuming = false;
  /** When something last came, or was asked for. */
  heardAt = Date.now();
  stopping = false;

  constructor(
    readonly question: Question,
    readonly into: AnswerSink,
  ) {}

  /** Takes a frame, unless it came before. */
  take(frame: Frame): 'more' | 'done' | 'gap' | 'unknown' {
    this.heardAt = Date.now();
    const last = isLast(frame);
    if (frame.error) {
      // The line dropped before the gateway had the question.
      if (this.isResuming && this.lastSeq < 0 && frame.error.code === 'invalid_request') return 'unknown';
      this.into.fail(GatewayError.of(frame.error));
      return 'done';
    }
    if (frame.seq <= this.lastSeq && !last) return 'more';
    // What is missing between comes again, in order.
    if (frame.seq > this.lastSeq + 1) return 'gap';
    this.isResuming = false;
    if (frame.seq > this.lastSeq && frame.completion) this.into.text(frame.completion);
    this.lastSeq = Math.max(this.lastSeq, frame.seq);
    if (!last) return 'more';
    this.into.end(frame);
    return 'done';
  }

  fail(error: GatewayError): void {
    this.into.fail(error);
  }
}
