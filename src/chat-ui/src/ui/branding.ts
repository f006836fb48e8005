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
    for (const name of ['--accent', '--accent-text', '--on-accent']) style.removeProperty(name);
    if (!accent) return;
    style.setProperty('--accent', accent);
    style.setProperty('--accent-text', readable(accent, dark));
    style.setProperty('--on-accent', luminance(accent) > 0.18 ? '#000000' : '#ffffff');
  };
  effect(paint);
  prefersDark.addEventListener('change', paint);
}

/** The grounds of the page that are nearest to the text: `--hover`. */
const GROUND = { light: '#ecebf1', dark: '#2b2a34' };

/** The accent as text: as near to it as WCAG's contrast of 4.5 on every ground of the page lets it be. */
export function readable(accent: string, dark: boolean): string {
  const ground = luminance(dark ? GROUND.dark : GROUND.light);
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = `#${[1, 3, 5].map((at) => Math.round(parseInt(accent.slice(at, at + 2), 16) * (1 - share) + (dark ? 255 : 0) * share).toString(16).padStart(2, '0')).join('')}`;
    const [light, deep] = [luminance(mixed), ground].sort((one, other) => other - one) as [number, number];
    if ((light + 0.05) / (deep + 0.05) >= 4.5) return mixed;
  }
  return dark ? '#ffffff' : '#000000';
}

/** WCAG's relative luminance: above 0.18 black is read better than white. */
export function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
