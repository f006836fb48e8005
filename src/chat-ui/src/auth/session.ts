/** Who is signed in, and by what a request proves it. */
export interface Session {
  /** Shown; null: nobody in particular. */
  readonly user: string | null;
  /** What a WebSocket brings; null: nothing. `renew`: the last one was refused. */
  token(renew?: boolean): Promise<string | null>;
  /** What a request over HTTP brings. */
  headers(renew?: boolean): Promise<Record<string, string>>;
  /** Null: there is nothing to sign out of. */
  signOut: (() => void) | null;
  /** A WebSocket can prove who opens it. */
  readonly sockets: boolean;
}

export const bearer = (token: string | null): Record<string, string> => (token ? { authorization: `Bearer ${token}` } : {});
