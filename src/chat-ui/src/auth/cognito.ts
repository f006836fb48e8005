import type { CognitoAuth } from '../config';
import { GatewayError } from '../wire/frames';
import { challengeOf, claimsOf, randomText } from './pkce';
import { bearer, type Session } from './session';

/** Renewed so long before it expires. */
const MARGIN = 60_000;

const PENDING = 'signin';

/**
 * Of the tab, gone with it: a page that is loaded again then asks nobody to sign in again. Access and id tokens stay in memory. No script but the page's own
 * can read either (Content-Security-Policy), and a refresh token of Cognito is worth nothing without its app client.
 */
const REFRESH = 'refresh';

interface Tokens {
  access_token: string;
  id_token?: string;
  refresh_token?: string;
  expires_in: number;
}

/** Signed in by Cognito's pages: authorization code with PKCE. */
export class CognitoSession implements Session {
  readonly sockets = true;
  user: string | null = null;
  private tokens: Tokens | null = null;
  private expiresAt = 0;
  private renewing: Promise<void> | null = null;
  private leaving: Promise<false> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(
    private readonly auth: CognitoAuth,
    /** Keeps what the user has written, before the page goes away. */
    private readonly beforeLeaving: () => void,
  ) {
    // The way back from the sign-in page may show this page as it was.
    addEventListener('pageshow', (event) => event.persisted && (this.leaving = null));
  }

  /** Null: the browser is on its way to the sign-in page. */
  static async start(auth: CognitoAuth, beforeLeaving: () => void): Promise<CognitoSession | null> {
    const session = new CognitoSession(auth, beforeLeaving);
    const query = new URLSearchParams(location.search);
    if (query.has('code') || query.has('error')) return (await session.arrive(query)) ? session : null;
    if (sessionStorage.getItem(REFRESH) && (await session.renew().then(() => true, () => false))) return session;
    await session.leave();
    return null;
  }

  async token(renew = false): Promise<string | null> {
    if (renew || Date.now() > this.expiresAt - MARGIN / 2) await this.renewOrLeave();
    return (this.auth.token === 'id' ? this.tokens?.id_token : this.tokens?.access_token) ?? null;
  }

  async headers(renew = false): Promise<Record<string, string>> {
    return bearer(await this.token(renew));
  }

  signOut = (): void => {
    sessionStorage.clear();
    location.assign(`${this.auth.domain}/logout?${new URLSearchParams({ client_id: this.auth.clientId, logout_uri: home() })}`);
  };

  /** Back from the sign-in page, with a code or an error. */
  private async arrive(query: URLSearchParams): Promise<boolean> {
    const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? 'null') as Pending | null;
    sessionStorage.removeItem(PENDING);
    // An answer to a question that this tab did not ask: ask.
    if (!pending || pending.state !== query.get('state')) return this.leave();
    history.replaceState(null, '', pending.path);
    const code = query.get('code');
    if (!code) throw new GatewayError('signin_failed', query.get('error_description') ?? query.get('error') ?? 'The sign-in was refused.');
    await this.redeem({ grant_type: 'authorization_code', code, redirect_uri: home(), code_verifier: pending.verifier });
    return true;
  }

  /** Once, however many requests find the sign-in expired: the state that is kept must be the one that the sign-in page was given. */
  private leave(): Promise<false> {
    return (this.leaving ??= this.toSignIn());
  }

  private async toSignIn(): Promise<false> {
    this.beforeLeaving();
    const pending: Pending = { state: randomText(), verifier: randomText(), path: location.search.includes('state=') ? '/' : location.pathname };
    sessionStorage.setItem(PENDING, JSON.stringify(pending));
    const query = new URLSearchParams({
      client_id: this.auth.clientId, response_type: 'code', scope: this.auth.scopes.join(' '), redirect_uri: home(), state: pending.state,
      code_challenge_method: 'S256', code_challenge: await challengeOf(pending.verifier),
    });
    if (this.auth.provider) query.set('identity_provider', this.auth.provider);
    location.assign(`${this.auth.domain}/oauth2/authorize?${query}`);
    return false;
  }

  private async renewOrLeave(): Promise<void> {
    try {
      await this.renew();
    } catch (error) {
      // Without a network nobody is signed out.
      if (error instanceof GatewayError && error.code === 'unreachable') throw error;
      await this.leave();
      throw new GatewayError('unauthenticated', 'Your sign-in has expired.');
    }
  }

  private renew(): Promise<void> {
    return (this.renewing ??= this.redeem({ grant_type: 'refresh_token', refresh_token: sessionStorage.getItem(REFRESH) ?? '' }).finally(() => (this.renewing = null)));
  }

  private async redeem(form: Record<string, string>): Promise<void> {
    let response: Response;
    try {
      response = await fetch(`${this.auth.domain}/oauth2/token`, { method: 'POST', body: new URLSearchParams({ ...form, client_id: this.auth.clientId }), cache: 'no-store' });
    } catch {
      throw new GatewayError('unreachable', "The sign-in can't be reached.");
    }
    if (!response.ok) {
      if (response.status < 500) sessionStorage.removeItem(REFRESH);
      throw new GatewayError(response.status < 500 ? 'signin_failed' : 'unreachable', 'The sign-in was refused.');
    }
    const tokens = (await response.json()) as Tokens;
    this.tokens = { ...this.tokens, ...tokens };
    this.expiresAt = Date.now() + tokens.expires_in * 1000;
    if (tokens.refresh_token) sessionStorage.setItem(REFRESH, tokens.refresh_token);
    const claims = claimsOf(tokens.id_token ?? tokens.access_token);
    this.user = [claims['name'], claims['email'], claims['cognito:username'], claims['username']].find((name): name is string => typeof name === 'string') ?? null;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.renew().catch(() => undefined), Math.max(tokens.expires_in * 1000 - MARGIN, 5_000));
  }
}

interface Pending {
  state: string;
  verifier: string;
  path: string;
}

const home = (): string => `${location.origin}/`;
