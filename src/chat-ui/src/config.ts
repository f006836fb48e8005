/** What the page is told at its start: CONFIG.md in types. */
export interface Config {
  version: 1;
  title: string;
  logo: string | null;
  colors: { accent: string | null; accentDark: string | null };
  prompts: Prompt[];
  footer: string | null;
  webSocketUrl: string | null;
  restUrl: string | null;
  auth: Auth;
  defaults: { temperature: number | null; maxTokens: number | null; model: string | null };
  features: { history: boolean; attachments: boolean; scope: boolean; spending: boolean };
}

/** A suggestion of an empty chat. */
export interface Prompt {
  text: string;
  /** Asked in this scope; null: in the one that is set. */
  scope: string | null;
}

export type Auth = CognitoAuth | AlbAuth | TokenAuth | ApiKeyAuth | NoAuth;

export interface CognitoAuth {
  type: 'cognito';
  domain: string;
  clientId: string;
  scopes: string[];
  /** Goes straight to this identity provider. */
  provider: string | null;
  /** Which token the gateway takes. */
  token: 'id' | 'access';
}

/** A load balancer signed the user in, and hands the token out at this address. */
export interface AlbAuth {
  type: 'alb';
  tokenUrl: string;
}

/** The local run signed its user in. */
export interface TokenAuth {
  type: 'token';
  token: string;
  user: string;
}

export interface ApiKeyAuth {
  type: 'apiKey';
  /** Null: the user is asked. */
  key: string | null;
}

export interface NoAuth {
  type: 'none';
}

/** The configuration does not fit: a sentence for the one who wrote it. */
export class ConfigError extends Error {}

/** @param again Whatever the browser has of it counts no more. The first time it was on its way before this script was: index.html. */
export async function loadConfig(again = false): Promise<Config> {
  const response = await fetch('/config.json', { cache: again ? 'no-store' : 'default', credentials: 'same-origin' });
  if (!response.ok) throw new ConfigError(`config.json could not be read: ${response.status}.`);
  let json: unknown;
  try {
    json = await response.json();
  } catch {
    throw new ConfigError('config.json is no JSON.');
  }
  return readConfig(json);
}

export function readConfig(json: unknown): Config {
  const root = new Fields(json, 'config.json');
  if (root.value('version') !== 1) throw new ConfigError('config.json is of another version than this page. Load the page again.');
  const colors = root.child('colors');
  const defaults = root.child('defaults');
  const features = root.child('features');
  const config: Config = {
    version: 1,
    title: root.text('title') ?? 'Chat',
    logo: root.text('logo'),
    colors: { accent: colors.color('accent'), accentDark: colors.color('accentDark') },
    prompts: root.list('prompts').map(readPrompt),
    footer: root.text('footer'),
    webSocketUrl: root.text('webSocketUrl'),
    restUrl: root.text('restUrl')?.replace(/\/+$/, '') ?? null,
    auth: readAuth(root.child('auth')),
    defaults: { temperature: defaults.number('temperature'), maxTokens: defaults.number('maxTokens'), model: defaults.text('model') },
    features: {
      history: features.flag('history') ?? false,
      attachments: features.flag('attachments') ?? true,
      scope: features.flag('scope') ?? true,
      spending: features.flag('spending') ?? false,
    },
  };
  if (config.webSocketUrl === null && config.restUrl === null) throw new ConfigError('config.json names neither webSocketUrl nor restUrl: there is nothing to talk to.');
  return config;
}

function readPrompt(prompt: unknown, index: number): Prompt {
  if (typeof prompt === 'string') return { text: prompt, scope: null };
  const fields = new Fields(prompt, `config.json: prompts[${index}]`);
  return { text: fields.required('text'), scope: fields.text('scope') };
}

function readAuth(auth: Fields): Auth {
  const type = auth.text('type');
  switch (type) {
    case 'cognito': {
      const token = auth.text('token') ?? 'access';
      if (token !== 'access' && token !== 'id') throw new ConfigError("config.json: auth.token is 'access' or 'id'.");
      return {
        type,
        domain: auth.required('domain').replace(/\/+$/, ''),
        clientId: auth.required('clientId'),
        scopes: auth.texts('scopes') ?? ['openid', 'email', 'profile'],
        provider: auth.text('provider'),
        token,
      };
    }
    case 'alb':
      return { type, tokenUrl: auth.text('tokenUrl') ?? '/session' };
    case 'token':
      return { type, token: auth.required('token'), user: auth.text('user') ?? 'local' };
    case 'apiKey':
      return { type, key: auth.text('key') };
    case 'none':
      return { type };
    default:
      throw new ConfigError("config.json: auth.type is one of 'cognito', 'alb', 'token', 'apiKey', 'none'.");
  }
}

/** The members of one object of the file, each asked for by its kind. */
class Fields {
  private readonly members: Record<string, unknown>;

  constructor(
    json: unknown,
    private readonly path: string,
  ) {
    if (json === undefined || json === null) this.members = {};
    else if (typeof json === 'object' && !Array.isArray(json)) this.members = json as Record<string, unknown>;
    else throw new ConfigError(`${path} is no object.`);
  }

  value(name: string): unknown {
    return this.members[name] ?? null;
  }

  child(name: string): Fields {
    return new Fields(this.value(name), this.nameOf(name));
  }

  text(name: string): string | null {
    return this.typed<string>(name, 'string', 'a text');
  }

  required(name: string): string {
    const value = this.text(name);
    if (value) return value;
    throw new ConfigError(`${this.nameOf(name)} is missing.`);
  }

  number(name: string): number | null {
    return this.typed<number>(name, 'number', 'a number');
  }

  flag(name: string): boolean | null {
    return this.typed<boolean>(name, 'boolean', 'true or false');
  }

  texts(name: string): string[] | null {
    const value = this.value(name);
    if (value === null) return null;
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value as string[];
    throw new ConfigError(`${this.nameOf(name)} is no list of texts.`);
  }

  list(name: string): unknown[] {
    const value = this.value(name);
    if (value === null || Array.isArray(value)) return value ?? [];
    throw new ConfigError(`${this.nameOf(name)} is no list.`);
  }

  color(name: string): string | null {
    const value = this.text(name);
    if (value === null || /^#[0-9a-f]{6}$/i.test(value)) return value;
    throw new ConfigError(`${this.nameOf(name)} is no colour like #0f6cbd.`);
  }

  private typed<T>(name: string, kind: string, words: string): T | null {
    const value = this.value(name);
    if (value === null) return null;
    if (typeof value === kind) return value as T;
    throw new ConfigError(`${this.nameOf(name)} is not ${words}.`);
  }

  private nameOf(name: string): string {
    return this.path === 'config.json' ? `config.json: ${name}` : `${this.path}.${name}`;
  }
}
