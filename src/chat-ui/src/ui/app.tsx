import { useEffect, useLayoutEffect } from 'preact/hooks';
import type { Store } from '../chat/store';
import { Composer } from './composer';
import { Conversation } from './conversation';
import { Header } from './header';
import { KeyDialog, Panels } from './panels';
import { chatInPath, pathOf } from './routing';
import { listenToKeys } from './shortcuts';
import { Sidebar } from './sidebar';
import { sidebar, toast } from './view';

export function App({ store }: { store: Store }) {
  const chat = store.chat.value;
  const { title, footer } = store.config;

  useEffect(() => listenToKeys(store), []);
  useEffect(() => {
    const follow = (): void => {
      const id = chatInPath();
      if (id === null) store.newChat();
      else if (id !== store.chat.value.id) void store.openChat(id);
    };
    addEventListener('popstate', follow);
    const seen = (): void => void (document.visibilityState === 'visible' && store.refreshChats());
    document.addEventListener('visibilitychange', seen);
    return () => {
      removeEventListener('popstate', follow);
      document.removeEventListener('visibilitychange', seen);
    };
  }, []);
  useLayoutEffect(() => {
    // A chat has its address as soon as something was said in it: at once, since a sign-in that has expired takes the page away before the next frame.
    if (chat.turns.value.length > 0 && chatInPath() !== chat.id) history.pushState(null, '', pathOf(chat.id));
  }, [chat.id, chat.turns.value.length]);
  useEffect(() => {
    document.title = chat.turns.value.length > 0 && chat.title.value ? `${chat.title.value} · ${title}` : title;
  }, [chat.id, chat.turns.value.length, chat.title.value]);

  return (
    <div class="app">
      <a class="skip" href="#question" onClick={(event) => (event.preventDefault(), document.querySelector<HTMLElement>('#question')?.focus())}>To the question</a>
      <Sidebar store={store} />
      {sidebar.value && <div class="veil" onClick={() => (sidebar.value = false)} />}
      <main class="main">
        <Header store={store} />
        <Conversation store={store} key={chat.id} />
        <div class="below">
          <Composer store={store} />
          <p class="footer" dir="auto">{footer ?? 'Answers can be wrong. Check what matters.'}</p>
        </div>
      </main>
      <Panels store={store} />
      <KeyDialog />
      <div class="visually-hidden" role="status" aria-live="polite">{store.spoken.value}</div>
      <div class={toast.value ? 'toast shown' : 'toast'} role="status">{toast.value}</div>
    </div>
  );
}
