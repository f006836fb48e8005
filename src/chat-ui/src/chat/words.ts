import type { GatewayError } from '../wire/frames';

/** An error in plain words: what happened, and what to do. */
export interface PlainWords {
  title: string;
  advice: string;
  /** Trying the same again may help. */
  canRetry: boolean;
}

export function plainWords(error: GatewayError): PlainWords {
  const wait = error.retryAfterMs ? ` in ${Math.max(1, Math.ceil(error.retryAfterMs / 1000))} s` : ' in a moment';
  switch (error.code) {
    case 'throttled':
      return { title: 'Too many questions at once', advice: `The model or your plan asks for a pause. Try again${wait}.`, canRetry: true };
    case 'overloaded':
      return { title: 'The model is overloaded', advice: `Many people are asking it now. Try again${wait}, or choose another model.`, canRetry: true };
    case 'over_budget':
      return { title: 'Your budget is used up', advice: error.message, canRetry: false };
    case 'model_not_allowed':
    case 'unknown_model':
    case 'model_not_found':
      return { title: 'This model is not yours to use', advice: 'Choose another model above, and ask again.', canRetry: true };
    case 'too_large':
      return { title: 'The question is too large', advice: 'Attach less, or only the part that matters.', canRetry: false };
    case 'context_too_long':
      return { title: 'This is more than the model can read at once', advice: 'Shorten the question, or begin a new chat.', canRetry: false };
    case 'timeout':
      return { title: 'The model took too long', advice: 'Try again, or ask for less at once.', canRetry: true };
    case 'upstream_failed':
      return { title: 'The model failed', advice: 'It broke off by itself. Trying again usually helps.', canRetry: true };
    case 'unauthenticated':
    case 'signin_failed':
      return { title: 'You are not signed in any more', advice: 'Sign in again: what you have written stays.', canRetry: true };
    case 'forbidden':
      return { title: 'You may not do this', advice: error.message, canRetry: false };
    case 'unreachable':
      return { title: "The gateway can't be reached", advice: 'Look at your network, then try again.', canRetry: true };
    case 'connection_lost':
      return { title: 'The connection dropped', advice: 'The rest of the answer did not come. Try again.', canRetry: true };
    case 'invalid_request':
      return { title: 'The gateway refused the question', advice: error.message, canRetry: true };
    default:
      return { title: 'Something went wrong at the gateway', advice: error.message, canRetry: true };
  }
}

/** Why an answer that ended well is not all of it. */
export function finishWords(finish: string): string | null {
  switch (finish) {
    case 'length':
      return 'Ended at the limit of tokens. Raise it in the settings, or ask to go on.';
    case 'content_filter':
      return 'Ended by a guardrail.';
    case 'cancelled':
      return 'Stopped.';
    default:
      return null;
  }
}
