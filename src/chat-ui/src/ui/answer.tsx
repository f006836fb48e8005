import { useEffect, useRef, useState } from 'preact/hooks';
import type { Store } from '../chat/store';
import type { Turn } from '../chat/turn';
import { finishWords, plainWords } from '../chat/words';
import { MarkdownView } from '../markdown/view';
import type { Citation } from '../wire/frames';
import { Icon } from './icons';
import { count, dollars, seconds } from './numbers';
import { copy } from './view';

export function AnswerView({ store, turn, last }: { store: Store; turn: Turn; last: boolean }) {
  const { answer } = turn;
  const state = answer.state.value;
  const text = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const view = new MarkdownView(text.current!);
    const update = (): void => view.update(answer.whole, !answer.isRunning);
    update();
    const leave = answer.subscribe(update);
    return () => (leave(), view.dispose());
  }, [answer]);

  return (
    <article class={`answer ${state}`} aria-label="Answer" aria-busy={answer.isRunning}>
      <div class="markdown" ref={text} />
      {state === 'waiting' && <p class="thinking" role="img" aria-label="Waiting for the answer"><i /><i /><i /></p>}
      {answer.facts.value && answer.facts.value.citations.length > 0 && <Sources citations={answer.facts.value.citations} />}
      {state === 'failed' ? <Failure store={store} turn={turn} /> : !answer.isRunning && <Facts store={store} turn={turn} last={last} />}
    </article>
  );
}

function Failure({ store, turn }: { store: Store; turn: Turn }) {
  const error = turn.answer.error.value!;
  const words = plainWords(error);
  return (
    <div class="failure" role="alert">
      <Icon name="alert" />
      <div>
        <p class="failure-title">{words.title}</p>
        <p>{words.advice}</p>
        {error.message !== words.advice && <p class="failure-detail" dir="auto">{error.message}</p>}
      </div>
      {words.canRetry && <button type="button" class="button" onClick={() => store.regenerate(turn)}><Icon name="again" />Try again</button>}
    </div>
  );
}

function Facts({ store, turn, last }: { store: Store; turn: Turn; last: boolean }) {
  const { answer } = turn;
  const facts = answer.facts.value;
  const first = answer.firstWordMs.value;
  const notice = facts && finishWords(facts.finish);
  return (
    <>
      {notice && <p class="notice">{notice}</p>}
      <div class="facts">
        {facts?.cached && <span class="badge" title="This answer was known already: it cost nothing."><Icon name="bolt" />cached</span>}
        {facts?.model && <span class="fact">{facts.model}</span>}
        {facts?.usage && (
          <span class="fact" title="Tokens of the question, and of the answer">
            <span class="visually-hidden">Tokens: </span>{count(facts.usage.input_tokens)} → {count(facts.usage.output_tokens)} tokens
          </span>
        )}
        {facts?.usage?.cost_usd !== undefined && !facts.cached && <span class="fact" title="Cost of this answer">{dollars(facts.usage.cost_usd)}</span>}
        {first !== null && <span class="fact" title="Time to the first word">{seconds(first)} to first word</span>}
        <span class="actions">
          <button type="button" class="icon-button small" aria-label="Copy the answer" title="Copy" onClick={() => void copy(answer.whole)}><Icon name="copy" /></button>
          {last && <button type="button" class="icon-button small" aria-label="Another answer" title="Another answer" onClick={() => store.regenerate(turn)}><Icon name="again" /></button>}
        </span>
      </div>
    </>
  );
}

function Sources({ citations }: { citations: Citation[] }) {
  const [open, setOpen] = useState<string | null>(null);
  const shown = citations.find((one) => one.id === open);
  return (
    <div class="sources" role="group" aria-label="Sources">
      <div class="chips">
        {citations.map((one) => (
          <button type="button" class="chip" key={one.id} aria-expanded={one.id === open} onClick={() => setOpen(one.id === open ? null : one.id)}>
            <span class="chip-number">{one.id}</span><span class="chip-text" dir="auto">{one.title ?? one.source}</span>
          </button>
        ))}
      </div>
      {shown && (
        <blockquote class="passage" dir="auto">
          <p>{shown.text}</p>
          <footer>
            {shown.source}
            {shown.uri && /^https?:/i.test(shown.uri) && <> · <a href={shown.uri} target="_blank" rel="noopener noreferrer">Open</a></>}
          </footer>
        </blockquote>
      )}
    </div>
  );
}
