import { useComputed } from '@preact/signals';
import type { Store } from '../chat/store';
import type { ChatSummary } from '../wire/api';
import { Icon } from './icons';
import { Menu } from './menu';
import { dayOf, dollars } from './numbers';
import { exportChat, goTo, startNew } from './routing';
import { panel, search, sidebar } from './view';

export function Sidebar({ store }: { store: Store }) {
  const found = useComputed(() => {
    const wanted = search.value.trim().toLowerCase();
    return wanted ? store.chats.value.filter((chat) => chat.title.toLowerCase().includes(wanted)) : store.chats.value;
  });
  return (
    <nav class={sidebar.value ? 'sidebar open' : 'sidebar'} aria-label="Chats">
      <div class="brand">
        {store.config.logo ? <img class="logo" src={store.config.logo} alt="" /> : <span class="logo mark"><Icon name="spark" /></span>}
        <span class="brand-title" dir="auto">{store.config.title}</span>
        <button type="button" class="icon-button only-narrow" aria-label="Close the list of chats" onClick={() => (sidebar.value = false)}><Icon name="close" /></button>
      </div>
      <button type="button" class="new-chat" onClick={() => startNew(store)}><Icon name="plus" />New chat</button>
      {store.keepsChats && (
        <label class="search">
          <Icon name="search" />
          <input id="search" type="search" placeholder="Search chats" aria-label="Search chats" value={search.value} onInput={(event) => (search.value = event.currentTarget.value)} />
        </label>
      )}
      <div class="chats">
        <List store={store} chats={found.value} />
      </div>
      <Foot store={store} />
    </nav>
  );
}

function List({ store, chats }: { store: Store; chats: ChatSummary[] }) {
  if (store.chatsState.value === 'failed')
    return <p class="hint">The chats can't be read now. <button type="button" class="link" onClick={() => void store.refreshChats()}>Try again</button></p>;
  if (chats.length === 0) return store.chatsState.value === 'ready' ? <p class="hint">{search.value ? 'No chat has this in its title.' : 'Your chats will be here.'}</p> : null;
  let day = '';
  return (
    <ul class="chat-list">
      {chats.flatMap((chat) => {
        const of = dayOf(chat.updated_at);
        const head = of === day ? [] : [<li class="day" key={`day ${(day = of)}`}>{of}</li>];
        return [...head, <Entry store={store} chat={chat} key={chat.chat_id} />];
      })}
    </ul>
  );
}

function Entry({ store, chat }: { store: Store; chat: ChatSummary }) {
  const current = store.chat.value.id === chat.chat_id;
  return (
    <li class={current ? 'entry current' : 'entry'}>
      <a
        href={`/c/${encodeURIComponent(chat.chat_id)}`} dir="auto" aria-current={current ? 'page' : undefined}
        onClick={(event) => !event.ctrlKey && !event.metaKey && !event.shiftKey && (event.preventDefault(), goTo(store, chat.chat_id))}
      >
        {chat.title}
      </a>
      <Menu
        label={`Actions for ${chat.title}`} class="icon-button small" align="end"
        items={[
          { label: 'Rename', run: () => (panel.value = { rename: chat.chat_id }) },
          { label: 'Export as Markdown', run: () => void exportChat(store, chat.chat_id) },
          { label: 'Delete', danger: true, run: () => (panel.value = { remove: chat.chat_id }) },
        ]}
      >
        <Icon name="more" />
      </Menu>
    </li>
  );
}

function Foot({ store }: { store: Store }) {
  const spending = store.spending.value;
  const { user, signOut } = store.session;
  return (
    <div class="foot">
      {spending && <p class="spending">{dollars(spending.spent)} spent{spending.limit !== null && ` of ${dollars(spending.limit)}`}</p>}
      <div class="foot-row">
        {user && <span class="user" title={user}><span class="avatar" aria-hidden="true">{user[0]!.toUpperCase()}</span><span class="user-name" dir="auto">{user}</span></span>}
        <button type="button" class="icon-button" aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)" onClick={() => (panel.value = 'keys')}><Icon name="keys" /></button>
        <button type="button" class="icon-button" aria-label="Settings" title="Settings" onClick={() => (panel.value = 'settings')}><Icon name="settings" /></button>
        {signOut && <button type="button" class="icon-button" aria-label="Sign out" title="Sign out" onClick={signOut}><Icon name="out" /></button>}
      </div>
    </div>
  );
}
