import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Store } from '../chat/store';
import { plainWords } from '../chat/words';
import { AnswerView } from './answer';
import { Icon } from './icons';
import { QuestionView } from './question';
import { Welcome } from './welcome';

/** So near to its end a chat keeps to its end while it grows. */
const NEAR = 80;

export function Conversation({ store }: { store: Store }) {
  const chat = store.chat.value;
  const turns = chat.turns.value;
  const [editing, setEditing] = useState<string | null>(null);
  const [away, setAway] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const top = useRef(0);

  useEffect(() => {
    // Whatever grows, a new word or a formula that is set: the end stays in sight, unless the reader went up.
    const growing = new ResizeObserver(() => follows.current && scroller.current?.scrollTo({ top: scroller.current.scrollHeight }));
    growing.observe(content.current!);
    growing.observe(scroller.current!);
    return () => growing.disconnect();
  }, []);

  useLayoutEffect(() => {
    follows.current = true;
    setAway(false);
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [chat.id, turns.length]);

  useEffect(() => setEditing(null), [chat.id]);
  useEffect(() => {
    const edit = (): void => setEditing(store.chat.value.running.value ? null : (store.chat.value.turns.value.at(-1)?.requestId ?? null));
    addEventListener('edit-last', edit);
    return () => removeEventListener('edit-last', edit);
  }, []);

  const onScroll = (): void => {
    // A last event of a chat that was just left.
    if (!scroller.current) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller.current;
    const near = scrollHeight - scrollTop - clientHeight < NEAR;
    // Only who goes up leaves the end; that the chat grew in the meantime says nothing.
    if (near) follows.current = true;
    else if (scrollTop < top.current - 2) follows.current = false;
    top.current = scrollTop;
    setAway(!near && !follows.current);
  };
  const toEnd = (): void => scroller.current?.scrollTo({ top: scroller.current.scrollHeight, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });

  return (
    <div class="conversation">
      <div class="scroller" ref={scroller} onScroll={onScroll} tabIndex={0} role="region" aria-label="Conversation">
        <div class="column" ref={content}>
          {chat.loading.value && <p class="hint center">Loading the chat…</p>}
          {chat.error.value && <Missing store={store} />}
          {turns.length === 0 && !chat.loading.value && !chat.error.value && <Welcome store={store} />}
          {turns.map((turn, index) => (
            <section class="turn" key={turn.requestId || index}>
              <QuestionView store={store} turn={turn} editing={editing === turn.requestId && editing !== ''} onEdit={(on) => setEditing(on ? turn.requestId : null)} />
              <AnswerView store={store} turn={turn} last={index === turns.length - 1} />
            </section>
          ))}
        </div>
      </div>
      {away && turns.length > 0 && <button type="button" class="to-end" aria-label="To the end" title="To the end" onClick={toEnd}><Icon name="down" /></button>}
    </div>
  );
}

function Missing({ store }: { store: Store }) {
  const chat = store.chat.value;
  const error = chat.error.value!;
  const words = error.code === 'not_found' ? { title: 'There is no such chat', advice: 'It was deleted, or it belongs to somebody else.', canRetry: false } : plainWords(error);
  return (
    <div class="failure" role="alert">
      <Icon name="alert" />
      <div><p class="failure-title">{words.title}</p><p>{words.advice}</p></div>
      {words.canRetry && <button type="button" class="button" onClick={() => void store.load(chat, true)}><Icon name="again" />Try again</button>}
    </div>
  );
}
