import type { Store } from '../chat/store';
import { Icon } from './icons';

const MOST = 4;

export function Welcome({ store }: { store: Store }) {
  const prompts = store.config.prompts.slice(0, MOST);
  return (
    <div class="welcome">
      <span class="welcome-mark">{store.config.logo ? <img src={store.config.logo} alt="" /> : <Icon name="spark" />}</span>
      <h1>What would you like to know?</h1>
      {prompts.length > 0 && (
        <ul class="prompts">
          {prompts.map((prompt) => <li key={prompt.text}><button type="button" class="prompt" dir="auto" onClick={() => store.suggest(prompt)}>{prompt.text}</button></li>)}
        </ul>
      )}
    </div>
  );
}
