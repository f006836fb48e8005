import { signal } from '@preact/signals';

/** What of the page is open, beside the chat. */
export type Panel = 'settings' | 'keys' | { rename: string } | { remove: string } | { key: (key: string) => void; refused: boolean };

export const panel = signal<Panel | null>(null);

/** On a phone the list of chats lies over the chat. */
export const sidebar = signal(false);

export const search = signal('');

/** A short word that goes by itself. */
export const toast = signal('');

let going: ReturnType<typeof setTimeout> | undefined;

export function say(text: string): void {
  toast.value = text;
  clearTimeout(going);
  going = setTimeout(() => (toast.value = ''), 4_000);
}

export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say('Copied.');
  } catch {
    say('The browser did not allow copying.');
  }
}

export function save(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export const focusInput = (): void => document.querySelector<HTMLTextAreaElement>('#question')?.focus();
