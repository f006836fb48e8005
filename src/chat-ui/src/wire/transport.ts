import type { Frame, GatewayError } from './frames';

/** What is asked. */
export interface Question {
  requestId: string;
  chatId: string;
  prompt: string;
  model: string | null;
  system: string;
  temperature: number | null;
  maxTokens: number | null;
  nodeId: string;
  /** Data URLs. */
  images: string[];
  /** Asks the model even where the cache knows an answer. */
  fresh: boolean;
  /** The turn of the chat that this one takes the place of, with all that came after it. */
  replaces: string | null;
}

/** Where an answer goes, piece by piece. Ends with exactly one of `end` and `fail`. */
export interface AnswerSink {
  text(more: string): void;
  end(last: Frame): void;
  fail(error: GatewayError): void;
}

/** A way to the gateway. */
export interface Transport {
  ask(question: Question, sink: AnswerSink): void;
  /** The answer of an earlier page load, from its beginning. False: this way can't. */
  resume(question: Question, sink: AnswerSink): boolean;
  stop(requestId: string): void;
}

/** The question in the gateway's words. */
export function wireOf(question: Question): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  if (question.temperature !== null) parameters['temperature'] = question.temperature;
  if (question.maxTokens !== null) parameters['max_tokens_to_sample'] = question.maxTokens;
  if (question.nodeId) parameters['node_id'] = question.nodeId;
  const wire: Record<string, unknown> = { prompt: question.prompt, chat_id: question.chatId, request_id: question.requestId };
  if (question.model) wire['model'] = question.model;
  if (question.system.trim()) wire['system'] = question.system;
  if (Object.keys(parameters).length > 0) wire['parameters'] = parameters;
  if (question.fresh) wire['invalidate_cache'] = true;
  if (question.replaces) wire['replaces'] = question.replaces;
  if (question.images.length > 0) wire['images'] = question.images;
  return wire;
}
