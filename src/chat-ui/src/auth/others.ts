import { type AlbAuth, type ApiKeyAuth, loadConfig, type TokenAuth } from '../config';
import { GatewayError } from '../wire/frames';
import { bearer, type Session } from './session';

/** A gateway that lets everyone in. */
export class NoSession implements Session {
  readonly user = null;
  readonly sockets = true;
  readonly signOut = null;
  token = (): Promise<null> => Promise.resolve(null);
  headers = (): Promise<Record<string, string>> => Promise.resolve({});
}

/** A token that stands in the configuration: the local run signs its user in. */
export class TokenSession implements Session {
  readonly sockets = true;
  readonly signOut = null;

  constructor(private auth: TokenAuth) {}

  get user(): string {
    return this.auth.user;
  }

  async token(renew = false): Promise<string> {
    if (renew) {
      const config = await loadConfig(true);
      if (config.auth.type === 'token') this.auth = config.auth;
    }
    return this.auth.token;
  }

  async headers(renew = false): Promise<Record<string, string>> {
    return bearer(await this.token(renew));
  }
}

const KEY = 'key';

/** An API key, typed once and kept for the tab. */
export class ApiKeySession implements Session {
  readonly user = null;
  // A browser can't send a header with a WebSocket.
  readonly sockets = false;
  readonly signOut: (() => void) | null;

  constructor(
    private readonly auth: ApiKeyAuth,
    private readonly askForKey: (refused: boolean) => Promise<string>,
  ) {
    this.signOut = auth.key ? null : () => (sessionStorage.clear(), location.assign('/'));
  }

  token = (): Promise<null> => Promise.resolve(null);

  async headers(renew = false): Promise<Record<string, string>> {
    if (this.auth.key) return { 'x-api-key': this.auth.key };
    let key = renew ? null : sessionStorage.getItem(KEY);
    if (!key) sessionStorage.setItem(KEY, (key = await this.askForKey(renew)));
    return { 'x-api-key': key };
  }
}

/** The load balancer signed the user in, and hands out the token. */
export class AlbSession implements Session {
  user: string | null = null;
  readonly sockets = true;
  readonly signOut = null;
  private current: { token: string; expiresAt: number } | null = null;

  constructor(
    private readonly auth: AlbAuth,
    private readonly beforeLeaving: () => void,
  ) {}

  async token(renew = false): Promise<string> {
    if (renew || !this.current || Date.now() > this.current.expiresAt) this.current = await this.ask();
    return this.current.token;
  }

  async headers(renew = false): Promise<Record<string, string>> {
    return bearer(await this.token(renew));
  }

  private async ask(): Promise<{ token: string; expiresAt: number }> {
    let response: Response;
    try {
      response = await fetch(this.auth.tokenUrl, { cache: 'no-store', redirect: 'manual' });
    } catch {
      throw new GatewayError('unreachable', "The gateway can't be reached.");
    }
    if (response.status === 200) {
      const json = (await response.json()) as { access_token: string; expires_in: number; user?: string };
      this.user = json.user ?? null;
      return { token: json.access_token, expiresAt: Date.now() + Math.max(json.expires_in - 30, 5) * 1000 };
    }
    if (response.status >= 500) throw new GatewayError('unreachable', "The sign-in can't be reached.");
    this.beforeLeaving();
    location.reload();
    throw new GatewayError('unauthenticated', 'Your sign-in has expired.');
  }
}
