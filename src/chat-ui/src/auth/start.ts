import type { Config } from '../config';
import { CognitoSession } from './cognito';
import { AlbSession, ApiKeySession, NoSession, TokenSession } from './others';
import type { Session } from './session';

/** Null: the browser is on its way to a sign-in page. */
export async function startSession(config: Config, beforeLeaving: () => void, askForKey: (refused: boolean) => Promise<string>): Promise<Session | null> {
  switch (config.auth.type) {
    case 'cognito':
      return CognitoSession.start(config.auth, beforeLeaving);
    case 'alb': {
      const session = new AlbSession(config.auth, beforeLeaving);
      await session.token();
      return session;
    }
    case 'token':
      return new TokenSession(config.auth);
    case 'apiKey':
      return new ApiKeySession(config.auth, askForKey);
    case 'none':
      return new NoSession();
  }
}
