import type { Store } from '../chat/store';
import { Dialog } from './dialog';
import { goBeside, startNew } from './routing';
import { copy, focusInput, panel, sidebar } from './view';

const keys: [string, string][] = [
  ['Enter', 'Send'],
  ['Shift Enter', 'New line'],
  ['Esc', 'Stop the answer'],
  ['Alt N', 'New chat'],
  ['Alt ↑ / Alt ↓', 'Chat above, chat below'],
  ['Ctrl K', 'Search chats'],
  ['/', 'Write a question'],
  ['↑', 'Edit the last question, from an empty field'],
  ['Alt R', 'Another answer'],
  ['Alt C', 'Copy the last answer'],
  ['Alt S', 'Settings'],
  ['?', 'This list'],
];

export function ShortcutList() {
  return (
    <Dialog title="Keyboard shortcuts" onClose={() => (panel.value = null)}>
      <dl class="keys">
        {keys.map(([key, what]) => <div key={key}><dt>{key.split(' ').map((part) => (part === '/' && key !== '/' ? ' / ' : <kbd key={part}>{part}</kbd>))}</dt><dd>{what}</dd></div>)}
      </dl>
    </Dialog>
  );
}

export function listenToKeys(store: Store): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (panel.value !== null || event.isComposing || event.defaultPrevented) return;
    const run = actionOf(store, event);
    if (!run) return;
    event.preventDefault();
    run();
  };
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
}

function actionOf(store: Store, event: KeyboardEvent): (() => void) | undefined {
  const writing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
  // By the key's place, since Alt makes other letters on some keyboards.
  if (event.altKey && !event.ctrlKey && !event.metaKey)
    return {
      KeyN: () => startNew(store),
      KeyR: () => again(store),
      KeyC: () => copyLast(store),
      KeyS: () => (panel.value = 'settings'),
      ArrowUp: () => goBeside(store, -1),
      ArrowDown: () => goBeside(store, 1),
    }[event.code] as (() => void) | undefined;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k')
    return () => ((sidebar.value = true), setTimeout(() => document.querySelector<HTMLInputElement>('#search')?.focus()));
  if (event.key === 'Escape') return sidebar.value ? () => (sidebar.value = false) : store.chat.value.running.value ? () => store.stop() : undefined;
  if (writing) return undefined;
  if (event.key === '?') return () => (panel.value = 'keys');
  if (event.key === '/') return focusInput;
  return undefined;
}

function again(store: Store): void {
  const last = store.chat.value.turns.value.at(-1);
  if (last && !last.answer.isRunning) store.regenerate(last);
}

function copyLast(store: Store): void {
  const last = store.chat.value.turns.value.at(-1);
  if (last) void copy(last.answer.whole);
}
