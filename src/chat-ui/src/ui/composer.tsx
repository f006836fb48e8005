import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { attach, AttachmentError, LONG_PASTE, promptOf } from '../chat/attachments';
import type { Chat } from '../chat/chat';
import { readDraft, writeDraft } from '../chat/keeping';
import type { Store } from '../chat/store';
import { Icon } from './icons';
import { size } from './numbers';
import { say } from './view';

/** Where questions are written. What stands here survives a sign-in, a reload, and a look at another chat. */
export function Composer({ store }: { store: Store }) {
  const chat = store.chat.value;
  const [draft, setDraft] = useState(() => readDraft(keyOf(chat)));
  const [over, setOver] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const latest = useRef(draft);
  latest.current = draft;
  const running = chat.running.value;
  const canSee = store.model.value?.capabilities?.vision !== false;

  // At once, before anything is typed: a later effect would take away what was.
  useLayoutEffect(() => {
    setDraft((latest.current = readDraft(keyOf(chat))));
    return () => writeDraft(keyOf(chat), latest.current);
  }, [chat.id]);
  useEffect(() => {
    const key = keyOf(chat);
    const save = (): void => writeDraft(key, latest.current);
    const later = setTimeout(save, 400);
    addEventListener('pagehide', save);
    addEventListener('keep-draft', save);
    return () => {
      clearTimeout(later);
      removeEventListener('pagehide', save);
      removeEventListener('keep-draft', save);
    };
  }, [draft, chat.id]);
  useLayoutEffect(() => {
    const element = area.current!;
    element.style.setProperty('height', 'auto');
    element.style.setProperty('height', `${Math.min(element.scrollHeight, innerHeight * 0.4)}px`);
  }, [draft.text]);

  const add = async (list: Iterable<File>): Promise<void> => {
    try {
      const attachments = await attach(list, latest.current.attachments, canSee);
      setDraft({ ...latest.current, attachments });
    } catch (error) {
      say(error instanceof AttachmentError ? error.message : 'The file can\'t be read.');
    }
    area.current?.focus();
  };

  const send = (): void => {
    const { attachments } = latest.current;
    const text = latest.current.text.trim();
    if (chat.running.value || (!text && attachments.length === 0)) return;
    const key = keyOf(chat);
    const images = attachments.flatMap((one) => (one.kind === 'image' ? [one.url] : []));
    store.ask(promptOf(text, attachments), images);
    const empty = { text: '', attachments: [] };
    latest.current = empty;
    setDraft(empty);
    writeDraft(key, empty);
  };

  const onPaste = (event: ClipboardEvent): void => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (store.config.features.attachments && pasted.length > 0 && !text) {
      event.preventDefault();
      void add(pasted);
    } else if (store.config.features.attachments && text.length > LONG_PASTE) {
      event.preventDefault();
      void add([new File([text], `Pasted text ${draft.attachments.length + 1}.txt`, { type: 'text/plain' })]);
    }
  };

  return (
    <form
      class={over ? 'composer over' : 'composer'} aria-label="Your question"
      onSubmit={(event) => (event.preventDefault(), send())}
      onDragOver={(event) => store.config.features.attachments && (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => (event.preventDefault(), setOver(false), void add(event.dataTransfer?.files ?? []))}
    >
      {draft.attachments.length > 0 && (
        <ul class="chips" aria-label="Attachments">
          {draft.attachments.map((one, index) => (
            <li class={`chip ${one.kind}`} key={`${one.name} ${index}`}>
              {one.kind === 'image' ? <img class="thumb small" src={one.url} alt="" /> : <Icon name="file" />}
              <span class="chip-text" dir="auto">{one.name}</span>{one.kind === 'text' && <span>{size(one.text.length)}</span>}
              <button type="button" class="icon-button tiny" aria-label={`Remove ${one.name}`} onClick={() => setDraft({ ...draft, attachments: draft.attachments.filter((each) => each !== one) })}>
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <textarea
        id="question" ref={area} rows={1} dir="auto" placeholder="Ask anything" aria-label="Your question" value={draft.text} autoFocus
        onInput={(event) => setDraft((latest.current = { ...latest.current, text: event.currentTarget.value }))} onPaste={onPaste}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) event.preventDefault(), send();
          if (event.key === 'ArrowUp' && !draft.text && chat.turns.value.length > 0) event.preventDefault(), dispatchEvent(new Event('edit-last'));
        }}
      />
      <div class="row">
        {store.config.features.attachments && (
          <>
            <input type="file" multiple hidden ref={files} onChange={(event) => (void add(event.currentTarget.files ?? []), (event.currentTarget.value = ''))} />
            <button type="button" class="icon-button" aria-label="Attach files" title="Attach files" onClick={() => files.current?.click()}><Icon name="attach" /></button>
          </>
        )}
        {store.config.features.scope && store.settings.nodeId.value && (
          <span class="chip scope">Scope: <span class="chip-text" dir="auto">{store.settings.nodeId.value}</span>
            <button type="button" class="icon-button tiny" aria-label="Clear the scope" onClick={() => (store.settings.nodeId.value = '')}><Icon name="close" /></button>
          </span>
        )}
        <span class="grow" />
        {running
          ? <button type="button" class="send stop" aria-label="Stop" title="Stop (Esc)" onClick={() => store.stop()}><Icon name="stop" /></button>
          : <button type="submit" class="send" aria-label="Send" title="Send (Enter)" disabled={!draft.text.trim() && draft.attachments.length === 0}><Icon name="send" /></button>}
      </div>
    </form>
  );
}

/** Until something was said, a chat is the new chat, whatever its id. */
const keyOf = (chat: Chat): string => (chat.isNew ? 'new' : chat.id);
