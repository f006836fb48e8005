import { useState } from 'preact/hooks';
import { promptOf, splitPrompt } from '../chat/attachments';
import type { Store } from '../chat/store';
import type { Turn } from '../chat/turn';
import { Icon } from './icons';
import { size } from './numbers';
import { copy, focusInput } from './view';

/** A question that is longer is folded. */
const FOLDED = 1_600;

export function QuestionView({ store, turn, editing, onEdit }: { store: Store; turn: Turn; editing: boolean; onEdit: (on: boolean) => void }) {
  const { text, attachments } = splitPrompt(turn.prompt);
  const [whole, setWhole] = useState(false);
  const long = text.length > FOLDED && !whole;
  if (editing) return <Editor text={text} onCancel={() => onEdit(false)} onSend={(changed) => (onEdit(false), store.ask(promptOf(changed, attachments), turn.images, { replaces: turn }))} />;
  return (
    <article class="question" aria-label="Question">
      {(attachments.length > 0 || turn.images.length > 0) && (
        <div class="chips">
          {attachments.map((one) => <span class="chip file" key={one.name}><Icon name="file" /><span class="chip-text" dir="auto">{one.name}</span> {size(one.text.length)}</span>)}
          {turn.images.map((url, number) => <img class="thumb" src={url} alt={`Attached image ${number + 1}`} key={url} />)}
        </div>
      )}
      <div class="bubble-row">
        <div class="actions">
          <button type="button" class="icon-button small" aria-label="Copy the question" title="Copy" onClick={() => void copy(text)}><Icon name="copy" /></button>
          <button type="button" class="icon-button small" aria-label="Edit the question" title="Edit and send again" disabled={store.chat.value.running.value} onClick={() => onEdit(true)}><Icon name="edit" /></button>
        </div>
        {text && <div class="bubble" dir="auto">{long ? `${text.slice(0, FOLDED)}…` : text}</div>}
      </div>
      {text.length > FOLDED && <button type="button" class="link" onClick={() => setWhole(!whole)}>{whole ? 'Show less' : 'Show all of it'}</button>}
    </article>
  );
}

function Editor({ text, onCancel, onSend }: { text: string; onCancel: () => void; onSend: (text: string) => void }) {
  const [changed, setChanged] = useState(text);
  const cancel = (): void => (onCancel(), focusInput());
  return (
    <form class="question editor" aria-label="Edit the question" onSubmit={(event) => (event.preventDefault(), changed.trim() && onSend(changed))}>
      <textarea
        aria-label="Question" dir="auto" value={changed} ref={(area) => area?.focus()} onInput={(event) => setChanged(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.stopPropagation(), cancel();
          if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) event.preventDefault(), changed.trim() && onSend(changed);
        }}
      />
      <p class="hint">What came after this question goes.</p>
      <div class="row end">
        <button type="button" class="button quiet" onClick={cancel}>Cancel</button>
        <button type="submit" class="button primary" disabled={!changed.trim()}>Send</button>
      </div>
    </form>
  );
}
