import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface MenuItem {
  label: string;
  details?: string[];
  checked?: boolean;
  danger?: boolean;
  run: () => void;
}

interface Props {
  label: string;
  class: string;
  items: MenuItem[];
  children: ComponentChildren;
  /** Which edge of the button the list keeps to. */
  align?: 'start' | 'end';
}

/** A button that opens a list of things to choose: by mouse, or by arrows, first letters and Escape. */
export function Menu({ label, class: name, items, children, align = 'start' }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const list = [...root.current!.querySelectorAll<HTMLElement>('[role^=menuitem]')];
    (list.find((item) => item.getAttribute('aria-checked') === 'true') ?? list[0])?.focus();
    const outside = (event: Event): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, [open]);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };

  const onKey = (event: KeyboardEvent): void => {
    if (!open) return;
    const list = [...root.current!.querySelectorAll<HTMLElement>('[role^=menuitem]')];
    const at = list.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 }[event.key];
    if (event.key === 'Escape') close();
    else if (event.key === 'Tab') return setOpen(false);
    else if (to !== undefined) list[(to + list.length) % list.length]?.focus();
    else if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const begins = (item: HTMLElement): boolean => item.textContent!.toLowerCase().startsWith(event.key.toLowerCase());
      [...list.slice(at + 1), ...list].find(begins)?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="menu" ref={root} onKeyDown={onKey}>
      <button type="button" class={name} ref={button} aria-label={label} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>
        {children}
      </button>
      {open && (
        <div class={`menu-list menu-${align}`} role="menu" aria-label={label}>
          {items.map((item) => (
            <button
              type="button" class={item.danger ? 'menu-item danger' : 'menu-item'} tabIndex={-1} key={item.label}
              role={item.checked === undefined ? 'menuitem' : 'menuitemradio'} aria-checked={item.checked}
              onClick={() => (close(), item.run())}
            >
              <span class="menu-label" dir="auto">{item.label}</span>
              {item.details?.map((detail) => <span class="menu-detail" key={detail}>{detail}</span>)}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
