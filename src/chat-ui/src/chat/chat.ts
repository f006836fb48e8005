import { computed, signal } from '@preact/signals';
import type { KeptTurn } from '../wire/api';
import type { GatewayError } from '../wire/frames';
import { splitPrompt } from './attachments';
import { Answer, type Turn } from './turn';

/** A chat that was opened in this page. */
export class Chat {
  readonly title = signal('');
  readonly turns = signal<Turn[]>([]);
  readonly loading = signal(false);
  readonly error = signal<GatewayError | null>(null);
  readonly running = computed(() => this.turns.value.some((turn) => turn.answer.isRunning));

  constructor(
    readonly id: string,
    /** Nothing was said yet. */
    public isNew: boolean,
  ) {}

  show(kept: KeptTurn[]): void {
    this.turns.value = kept.map((turn) => ({
      requestId: turn.request_id ?? '',
      prompt: turn.prompt,
      images: [],
      answer: Answer.kept(turn.completion, { model: turn.model ?? null, cached: false, finish: turn.finish_reason, usage: turn.usage ?? null, citations: [] }),
    }));
  }
}

/** The chat as a file. */
export function markdownOf(title: string, turns: readonly Turn[]): string {
  const parts = [`# ${title}`];
  for (const turn of turns) {
    const { text, attachments } = splitPrompt(turn.prompt);
    parts.push('## Question', text, ...attachments.map((one) => `Attached: ${one.name} (${one.text.length} characters)`));
    if (turn.images.length > 0) parts.push(`Attached: ${turn.images.length} image(s)`);
    const model = turn.answer.facts.value?.model;
    parts.push(`## Answer${model ? ` (${model})` : ''}`, turn.answer.whole || '_none_');
    const sources = turn.answer.facts.value?.citations ?? [];
    if (sources.length > 0) parts.push('Sources:', sources.map((one) => `- [${one.id}] ${one.title ?? one.source}${one.uri ? ` <${one.uri}>` : ''}`).join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

export function titleOf(prompt: string): string {
  const line = splitPrompt(prompt).text.trim().split('\n', 1)[0] ?? '';
  return line.length <= 80 ? line || '…' : `${line.slice(0, 80)}…`;
}
