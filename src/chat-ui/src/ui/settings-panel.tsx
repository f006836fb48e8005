import type { Look } from '../chat/settings';
import type { Store } from '../chat/store';
import { Dialog } from './dialog';
import { panel } from './view';

/** A system prompt has to fit a message with room for the rest. */
const MOST_SYSTEM = 12_000;

export function SettingsPanel({ store }: { store: Store }) {
  const { settings } = store;
  return (
    <Dialog title="Settings" onClose={() => (panel.value = null)} class="side">
      <div class="fields">
        <label class="field">
          <span class="field-name">System prompt <span class="field-hint">what the model is told before each question</span></span>
          <textarea rows={5} dir="auto" maxLength={MOST_SYSTEM} value={settings.system.value} onInput={(event) => (settings.system.value = event.currentTarget.value)} />
        </label>
        <label class="field">
          {/* No output: a label names the first of its elements that can have a name, and that would be it. */}
          <span class="field-name">Temperature <span class="field-value">{settings.temperature.value ?? 'as the gateway sets it'}</span></span>
          <input
            type="range" min="0" max="1" step="0.1" value={settings.temperature.value ?? 0.5} aria-valuetext={`${settings.temperature.value ?? 'as the gateway sets it'}`}
            onInput={(event) => (settings.temperature.value = Number(event.currentTarget.value))}
          />
          <span class="field-hint spread"><span>exact</span><span>inventive</span></span>
        </label>
        <label class="field">
          <span class="field-name">Longest answer <span class="field-hint">in tokens</span></span>
          <input
            type="number" min="1" step="1" inputMode="numeric" placeholder="as the gateway sets it" value={settings.maxTokens.value ?? ''}
            onInput={(event) => (settings.maxTokens.value = positive(event.currentTarget.value))}
          />
        </label>
        {store.config.features.scope && (
          <label class="field">
            <span class="field-name">Scope <span class="field-hint">of known answers and knowledge: a node, a site, a product</span></span>
            <input type="text" dir="auto" maxLength={256} placeholder="everything" value={settings.nodeId.value} onInput={(event) => (settings.nodeId.value = event.currentTarget.value)} />
          </label>
        )}
        <fieldset class="field">
          <legend class="field-name">Look</legend>
          <div class="segments">
            {(['system', 'light', 'dark'] as Look[]).map((look) => (
              <label key={look}><input type="radio" name="look" checked={settings.look.value === look} onChange={() => (settings.look.value = look)} /><span>{look}</span></label>
            ))}
          </div>
        </fieldset>
        <button type="button" class="button quiet" onClick={() => settings.reset()}>Back to the defaults</button>
      </div>
    </Dialog>
  );
}

function positive(text: string): number | null {
  const value = Math.floor(Number(text));
  return text && value > 0 ? value : null;
}
