import type { Attachment } from './attachments';
import type { Question } from '../wire/transport';

/** What outlives the page in its tab: drafts, and questions whose answers are on their way. */
const read = <T>(key: string): T | null => {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as T | null;
  } catch {
    return null;
  }
};

const write = (key: string, value: unknown): boolean => {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    // Full: 5 MB are a browser's limit.
    return false;
  }
};

export interface Draft {
  text: string;
  attachments: Attachment[];
}

export const readDraft = (chat: string): Draft => read<Draft>(`draft:${chat}`) ?? { text: '', attachments: [] };

export function writeDraft(chat: string, draft: Draft): void {
  const key = `draft:${chat}`;
  if (!draft.text && draft.attachments.length === 0) write(key, null);
  // Rather the words alone than nothing.
  else if (!write(key, draft)) write(key, { text: draft.text, attachments: [] });
}

export const readRunning = (): Question[] => read<Question[]>('running') ?? [];

export const addRunning = (question: Question): boolean => write('running', [...readRunning().filter((one) => one.requestId !== question.requestId), question]);

export function removeRunning(requestId: string): void {
  const left = readRunning().filter((one) => one.requestId !== requestId);
  write('running', left.length > 0 ? left : null);
}
