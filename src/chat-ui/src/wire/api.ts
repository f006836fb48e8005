import type { Session } from '../auth/session';
import { GatewayError, type Usage, type WireError } from './frames';

/** A model that the caller may use. */
export interface Model {
  id: string;
  owned_by?: string;
  /** US dollars for a million tokens. */
  pricing?: { input?: number | null; output?: number | null } | null;
  capabilities?: { vision?: boolean; tools?: boolean; reasoning?: boolean; documents?: boolean } | null;
  context_window?: number | null;
}

export interface ChatSummary {
  chat_id: string;
  title: string;
  updated_at: string;
}

/** A question and its answer, as the gateway keeps them. */
export interface KeptTurn {
  request_id?: string;
  prompt: string;
  completion: string;
  model?: string | null;
  asked_at: string;
  finish_reason: string;
  usage?: Usage;
}

/** What a gateway with a ledger says of the caller's spending. */
export interface Spending {
  spent: number;
  limit: number | null;
}

/** The gateway over HTTP. */
export class Api {
  constructor(
    private readonly url: string,
    private readonly session: Session,
  ) {}

  async models(): Promise<Model[]> {
    return (await this.json<{ data: Model[] }>('GET', '/v1/models')).data;
  }

  async chats(): Promise<ChatSummary[]> {
    return (await this.json<{ chats: ChatSummary[] }>('GET', '/v1/chats')).chats;
  }

  async turns(chatId: string): Promise<KeptTurn[]> {
    return (await this.json<{ turns: KeptTurn[] }>('GET', `/v1/chats/${encodeURIComponent(chatId)}`)).turns;
  }

  async rename(chatId: string, title: string): Promise<void> {
    await this.send('PATCH', `/v1/chats/${encodeURIComponent(chatId)}`, { title });
  }

  async deleteChat(chatId: string): Promise<void> {
    await this.send('DELETE', `/v1/chats/${encodeURIComponent(chatId)}`);
  }

  async cancel(requestId: string): Promise<void> {
    await this.send('POST', `/v1/requests/${encodeURIComponent(requestId)}/cancel`);
  }

  /** Null: it can't be told right now. */
  async spending(): Promise<Spending | null> {
    try {
      return spendingOf(await this.json<Record<string, unknown>>('GET', '/v1/usage'));
    } catch {
      return null;
    }
  }

  /** @throws GatewayError unless the gateway answers 2xx. */
  async send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    let response = await this.fetch(method, path, body, signal, false);
    if (response.status === 401) response = await this.fetch(method, path, body, signal, true);
    if (response.ok) return response;
    throw await errorOf(response);
  }

  private async json<T>(method: string, path: string): Promise<T> {
    return (await this.send(method, path)).json() as Promise<T>;
  }

  private async fetch(method: string, path: string, body: unknown, signal: AbortSignal | undefined, renew: boolean): Promise<Response> {
    const headers: Record<string, string> = await this.session.headers(renew);
    if (body !== undefined) headers['content-type'] = 'application/json';
    try {
      return await fetch(this.url + path, {
        method, headers, signal: signal ?? null, cache: 'no-store', credentials: this.url.startsWith('/') ? 'same-origin' : 'omit',
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new GatewayError('unreachable', "The gateway can't be reached.");
    }
  }
}

async function errorOf(response: Response): Promise<GatewayError> {
  const after = Number(response.headers.get('retry-after'));
  let error: Partial<WireError> = {};
  try {
    error = ((await response.json()) as { error?: Partial<WireError> }).error ?? {};
  } catch {
    // A proxy's page, or nothing: the status says enough.
  }
  const code = error.code ?? byStatus[response.status] ?? 'internal';
  return new GatewayError(code, error.message ?? `The gateway answered ${response.status}.`, error.retry_after_ms ?? (after > 0 ? after * 1000 : null));
}

const byStatus: Record<number, string> = {
  400: 'invalid_request', 401: 'unauthenticated', 403: 'forbidden', 404: 'not_found', 413: 'too_large', 429: 'throttled', 502: 'upstream_failed', 503: 'overloaded', 504: 'timeout',
};

function spendingOf(json: Record<string, unknown>): Spending | null {
  const { cost_usd: spent, limit_usd: limit } = json;
  return typeof spent === 'number' ? { spent, limit: typeof limit === 'number' ? limit : null } : null;
}
