import { useState } from 'preact/hooks';
import type { Store } from '../chat/store';
import { Dialog } from './dialog';
import { SettingsPanel } from './settings-panel';
import { ShortcutList } from './shortcuts';
import { focusInput, panel, say } from './view';

export function Panels({ store }: { store: Store }) {
  const open = panel.value;
  if (open === null) return null;
  if (open === 'settings') return <SettingsPanel store={store} />;
  if (open === 'keys') return <ShortcutList />;
  if ('rename' in open) return <Rename store={store} id={open.rename} />;
  if ('remove' in open) return <Remove store={store} id={open.remove} />;
  return null;
}

const close = (): void => ((panel.value = null), focusInput());

const titleOf = (store: Store, id: string): string => store.chats.value.find((chat) => chat.chat_id === id)?.title ?? '';

function Rename({ store, id }: { store: Store; id: string }) {
  const [title, setTitle] = useState(titleOf(store, id));
  const rename = (event: Event): void => {
    event.preventDefault();
    if (!title.trim()) return;
    store.rename(id, title.trim()).then(close, () => say('The chat could not be renamed. Try again.'));
  };
  return (
    <Dialog title="Rename chat" onClose={close}>
      <form onSubmit={rename}>
        <label class="field"><span class="field-name">Title</span>
          <input type="text" dir="auto" maxLength={200} value={title} ref={(input) => input?.focus()} onInput={(event) => setTitle(event.currentTarget.value)} />
        </label>
        <div class="row end">
          <button type="button" class="button quiet" onClick={close}>Cancel</button>
          <button type="submit" class="button primary" disabled={!title.trim()}>Rename</button>
        </div>
      </form>
    </Dialog>
  );
}

function Remove({ store, id }: { store: Store; id: string }) {
  const remove = (): void => void store.deleteChat(id).then(() => (close(), store.chat.value.isNew && history.replaceState(null, '', '/')), () => say('The chat could not be deleted. Try again.'));
  return (
    <Dialog title="Delete chat?" onClose={close}>
      <p dir="auto">“{titleOf(store, id)}” goes for good, on all your devices.</p>
      <div class="row end">
        <button type="button" class="button quiet" onClick={close}>Cancel</button>
        <button type="button" class="button danger" onClick={remove}>Delete</button>
      </div>
    </Dialog>
  );
}

/** Before there is a chat: the gateway wants an API key. */
export function KeyDialog() {
  const open = panel.value;
  const [key, setKey] = useState('');
  if (open === null || typeof open !== 'object' || !('key' in open)) return null;
  const done = (event: Event): void => {
    event.preventDefault();
    if (!key.trim()) return;
    panel.value = null;
    open.key(key.trim());
  };
  return (
    <Dialog title="API key" onClose={() => undefined}>
      <form onSubmit={done}>
        {open.refused && <p class="notice">The gateway does not know this key.</p>}
        <label class="field"><span class="field-name">Your key of this gateway <span class="field-hint">kept until this tab is closed</span></span>
          <input type="password" autocomplete="off" value={key} ref={(input) => input?.focus()} onInput={(event) => setKey(event.currentTarget.value)} />
        </label>
        <div class="row end"><button type="submit" class="button primary" disabled={!key.trim()}>Continue</button></div>
      </form>
    </Dialog>
  );
}
