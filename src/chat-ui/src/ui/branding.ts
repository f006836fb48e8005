import { effect } from '@preact/signals';
import type { Settings } from '../chat/settings';
import type { Config } from '../config';

/** The title and colours of whoever runs the gateway. */
export function brand(config: Config, settings: Settings): void {
  document.title = config.title;
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const paint = (): void => {
    const dark = settings.look.value === 'dark' || (settings.look.value === 'system' && prefersDark.matches);
    const accent = dark ? config.colors.accentDark : config.colors.accent;
    const style = document.documentElement.style;
    if (!accent) return void (style.removeProperty('--accent'), style.removeProperty('--on-accent'));
    style.setProperty('--accent', accent);
    style.setProperty('--on-accent', luminance(accent) > 0.18 ? '#000000' : '#ffffff');
  };
  effect(paint);
  prefersDark.addEventListener('change', paint);
}

/** WCAG's relative luminance: above 0.18 black is read better than white. */
export function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
