import type { Store } from '../chat/store';
import type { Model } from '../wire/api';
import { Icon } from './icons';
import { Menu } from './menu';
import { dollars } from './numbers';
import { exportChat } from './routing';
import { sidebar } from './view';

export function Header({ store }: { store: Store }) {
  const chat = store.chat.value;
  return (
    <header class="header">
      <button type="button" class="icon-button only-narrow" aria-label="Open the list of chats" onClick={() => (sidebar.value = true)}><Icon name="menu" /></button>
      <ModelPicker store={store} />
      {chat.turns.value.length > 0 ? <h1 class="chat-title" dir="auto">{chat.title.value}</h1> : <span class="grow" />}
      <LineNotice store={store} />
      {chat.turns.value.length > 0 && (
        <button type="button" class="icon-button" aria-label="Export this chat as Markdown" title="Export as Markdown" onClick={() => void exportChat(store, chat.id)}><Icon name="save" /></button>
      )}
    </header>
  );
}

function ModelPicker({ store }: { store: Store }) {
  const model = store.model.value;
  const items = store.models.value.map((one) => ({
    label: one.id, details: detailsOf(one), checked: one.id === model?.id, run: () => (store.settings.model.value = one.id),
  }));
  if (items.length === 0) return <span class="model-button still">{store.settings.model.value ?? ''}</span>;
  return (
    <Menu label={`Model: ${model?.id}`} class="model-button" items={items}>
      <span dir="auto">{model?.id}</span><Icon name="chevron" />
    </Menu>
  );
}

/** What it costs, and what it can. */
function detailsOf(model: Model): string[] {
  const { pricing, capabilities, context_window: window } = model;
  const can = [
    window ? `Reads ${window >= 1_000_000 ? `${window / 1_000_000}M` : `${Math.round(window / 1000)}K`} tokens` : null,
    capabilities?.vision ? 'sees images' : null,
    capabilities?.reasoning ? 'thinks first' : null,
  ].filter((part) => part !== null);
  return [
    ...(typeof pricing?.input === 'number' && typeof pricing.output === 'number' ? [`${dollars(pricing.input)} in · ${dollars(pricing.output)} out per million tokens`] : []),
    ...(can.length > 0 ? [can.join(' · ')] : []),
  ];
}

/** Says quietly that the line is down; what was on its way comes when it is up again. */
function LineNotice({ store }: { store: Store }) {
  if (store.line.value !== 'lost') return null;
  return <span class="line" role="status"><span class="pulse" aria-hidden="true" />Reconnecting…</span>;
}
