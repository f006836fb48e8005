import { effect, signal } from '@preact/signals';
import type { Config } from '../config';

export type Look = 'system' | 'light' | 'dark';

interface Kept {
  model?: string | null;
  temperature?: number | null;
  maxTokens?: number | null;
  nodeId?: string;
  system?: string;
  look?: Look;
}

const KEY = 'settings';

/** What the user has set, for all chats of this browser. */
export class Settings {
  readonly model;
  readonly temperature;
  readonly maxTokens;
  readonly nodeId;
  readonly system;
  readonly look;

  constructor(private readonly defaults: Config['defaults']) {
    const kept = read();
    this.model = signal(kept.model ?? defaults.model);
    this.temperature = signal(kept.temperature !== undefined ? kept.temperature : defaults.temperature);
    this.maxTokens = signal(kept.maxTokens !== undefined ? kept.maxTokens : defaults.maxTokens);
    this.nodeId = signal(kept.nodeId ?? '');
    this.system = signal(kept.system ?? '');
    this.look = signal<Look>(kept.look ?? 'system');
    effect(() => this.write());
    effect(() => this.show());
  }

  reset(): void {
    this.temperature.value = this.defaults.temperature;
    this.maxTokens.value = this.defaults.maxTokens;
    this.nodeId.value = '';
    this.system.value = '';
  }

  private write(): void {
    const kept: Kept = {
      model: this.model.value, temperature: this.temperature.value, maxTokens: this.maxTokens.value,
      nodeId: this.nodeId.value, system: this.system.value, look: this.look.value,
    };
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // A browser that keeps nothing: the settings last as long as the page.
    }
  }

  private show(): void {
    const look = this.look.value;
    if (look === 'system') delete document.documentElement.dataset['look'];
    else document.documentElement.dataset['look'] = look;
  }
}

function read(): Kept {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Kept;
  } catch {
    return {};
  }
}
