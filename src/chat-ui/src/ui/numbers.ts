/** Dollars, with as many digits as say something. */
export function dollars(amount: number): string {
  if (amount === 0) return '$0';
  const digits = amount >= 1 ? 2 : amount >= 0.01 ? 3 : Math.min(8, Math.ceil(-Math.log10(amount)) + 1);
  const text = amount.toFixed(digits);
  // Cents, and nothing behind them but what says something.
  return `$${digits > 2 ? text.replace(/(\.\d\d\d*?)0+$/, '$1') : text.replace(/\.00$/, '')}`;
}

export const seconds = (ms: number): string => (ms < 950 ? `${Math.round(ms / 10) * 10} ms` : `${(ms / 1000).toFixed(1)} s`);

export const count = (value: number): string => value.toLocaleString('en-US');

export function size(characters: number): string {
  return characters < 1000 ? `${characters} B` : characters < 1_000_000 ? `${Math.round(characters / 1000)} KB` : `${(characters / 1_000_000).toFixed(1)} MB`;
}

/** When, as one says it: the list of chats is grouped by this. */
export function dayOf(iso: string, now = new Date()): string {
  const then = new Date(iso);
  const days = Math.round((startOf(now) - startOf(then)) / 86_400_000);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days < 7) return 'This week';
  return then.toLocaleDateString('en-US', { month: 'long', year: 'numeric' });
}

const startOf = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
