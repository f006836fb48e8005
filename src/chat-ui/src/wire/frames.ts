/** A piece of an answer, as the gateway sends it. Its booleans are strings. */
export interface Frame {
  completion: string;
  chat_id: string;
  cached: string;
  has_more_messages: string;
  request_id: string;
  seq: number;
  finish_reason?: string;
  usage?: Usage;
  model?: string;
  error?: WireError;
  citations?: Citation[];
}

export interface Usage {
  input_tokens: number;
  output_tokens: number;
  cost_usd?: number;
}

export interface WireError {
  code: string;
  message: string;
  field?: string;
  retry_after_ms?: number;
}

/** A passage of the operator's knowledge that the model was shown. */
export interface Citation {
  id: string;
  source: string;
  title?: string | null;
  uri?: string | null;
  text: string;
}

/** What went wrong, in the gateway's words, or in ours where it could not be reached. */
export class GatewayError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
  }

  static of(error: WireError): GatewayError {
    return new GatewayError(error.code, error.message, error.retry_after_ms ?? null);
  }
}

export const isLast = (frame: Frame): boolean => frame.has_more_messages === 'false';
