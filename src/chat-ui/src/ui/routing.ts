import { markdownOf } from '../chat/chat';
import type { Store } from '../chat/store';
import { focusInput, save, say, sidebar } from './view';

/** A chat has an address, which another device, or a bookmark, opens as well. */
export const pathOf = (id: string): string => `/c/${encodeURIComponent(id)}`;

export function chatInPath(): string | null {
  const match = /^\/c\/([^/]+)$/.exec(location.pathname);
  return match ? decodeURIComponent(match[1]!) : null;
}

export function goTo(store: Store, id: string): void {
  history.pushState(null, '', pathOf(id));
  sidebar.value = false;
  void store.openChat(id);
  focusInput();
}

export function startNew(store: Store): void {
  if (!store.chat.value.isNew) store.newChat();
  if (location.pathname !== '/') history.pushState(null, '', '/');
  sidebar.value = false;
  focusInput();
}

/** The chat before or after this one in the list. */
export function goBeside(store: Store, step: 1 | -1): void {
  const chats = store.chats.value;
  const at = chats.findIndex((chat) => chat.chat_id === store.chat.value.id);
  const next = chats[at < 0 ? 0 : at + step];
  if (next) goTo(store, next.chat_id);
}

export async function exportChat(store: Store, id: string): Promise<void> {
  const chat = await store.chatToExport(id);
  if (!chat) return say('The chat can\'t be read now.');
  const title = chat.title.value || 'Chat';
  save(`${title.replace(/[^\p{L}\p{N} _-]+/gu, '').trim().slice(0, 60) || 'chat'}.md`, markdownOf(title, chat.turns.value));
}
