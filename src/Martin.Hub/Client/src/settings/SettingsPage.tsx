import { useState } from 'preact/hooks';
import { signOut, user } from '../session/session';
import { LoadedView, Skeleton } from '../ui/States';
import { toast } from '../ui/toast';
import { deviceZone } from '../ui/time';
import { say } from '../wire/errors';
import type { Preferences } from '../wire/types';
import { PairPhone } from './PairPhone';
import { preferences, savePreferences } from './preferences';
import { Sessions } from './Sessions';

export function SettingsPage() {
  return (
    <main class="pane page settings" aria-label="Settings">
      <header class="pane-head"><h1 class="pane-title">Settings</h1></header>
      <div class="scroll">
        <div class="page-body">
          <LoadedView value={preferences.value.value} retry={() => void preferences.load()} skeleton={<Skeleton rows={4} />}>
            {(current) => <Choices current={current} />}
          </LoadedView>
          <section class="group" aria-label="Devices">
            <h2>Devices</h2>
            <PairPhone />
            <Sessions />
          </section>
          <section class="group" aria-label="Account">
            <h2>Account</h2>
            <div class="setting">
              <span>Signed in as {user.value?.name || user.value?.email}</span>
              <button class="button" onClick={() => void signOut()}>Sign out</button>
            </div>
          </section>
        </div>
      </div>
    </main>
  );
}

const zones: readonly string[] = Intl.supportedValuesOf('timeZone');

function Choices({ current }: { current: Preferences }) {
  const save = (change: Partial<Preferences>) => void savePreferences(change).catch((error) => toast(`Not saved: ${say(error)}`));
  const chosen = current.timeZone || deviceZone();
  return (
    <section class="group" aria-label="Preferences">
      <h2>Preferences</h2>
      <fieldset class="setting">
        <legend>Theme</legend>
        <div class="segments">
          {[['system', 'System'], ['light', 'Light'], ['dark', 'Dark']].map(([value, label]) => (
            <label key={value}>
              <input type="radio" name="theme" checked={(current.theme || 'system') === value} onChange={() => save({ theme: value! })} />
              <span>{label}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <label class="setting">
        <span>Time zone</span>
        <select value={chosen} onChange={(e) => save({ timeZone: e.currentTarget.value })}>
          {(zones.includes(chosen) ? zones : [chosen, ...zones]).map((z) => <option key={z} value={z}>{z.replaceAll('_', ' ')}</option>)}
        </select>
      </label>
      <Mornings current={current} save={save} />
      <Persona current={current.persona ?? ''} save={(persona) => save({ persona })} />
    </section>
  );
}

/** A time of day means nothing without a zone, so the device's is kept with it where none was chosen. */
function Mornings({ current, save }: { current: Preferences; save: (change: Partial<Preferences>) => void }) {
  const days = current.followUpDays ?? 3;
  return (
    <>
      <label class="setting">
        <span>Morning briefing<small class="quiet">The day ahead, conflicts, what is due and who waits. Empty is off.</small></span>
        <input type="time" value={current.briefingAt ?? ''}
          onChange={(e) => save({ briefingAt: e.currentTarget.value || null, ...(current.timeZone ? {} : { timeZone: deviceZone() }) })} />
      </label>
      <label class="setting">
        <span>Remind me when nobody answers<small class="quiet">Of a mail of yours that asks something</small></span>
        <select value={days} onChange={(e) => save({ followUpDays: Number(e.currentTarget.value) })}>
          {[...new Set([0, 1, 2, 3, 5, 7, 14, days])].toSorted((a, b) => a - b).map((d) => <option key={d} value={d}>{d === 0 ? 'Never' : d === 1 ? 'After a day' : `After ${d} days`}</option>)}
        </select>
      </label>
      <Switch label="Draft answers" hint="When mail wants one; nothing is sent" on={current.autoDraft ?? false} set={(autoDraft) => save({ autoDraft })} />
      <Switch label="Remember what I mention" hint="Facts, in your own words" on={current.learnFacts ?? true} set={(learnFacts) => save({ learnFacts })} />
    </>
  );
}

function Switch({ label, hint, on, set }: { label: string; hint: string; on: boolean; set: (on: boolean) => void }) {
  return (
    <fieldset class="setting">
      <legend>{label}<small class="quiet">{hint}</small></legend>
      <div class="segments">
        {([[true, 'On'], [false, 'Off']] as const).map(([value, text]) => (
          <label key={text}>
            <input type="radio" name={label} checked={on === value} onChange={() => set(value)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Saved when left, not at each letter. */
function Persona({ current, save }: { current: string; save: (persona: string) => void }) {
  const [text, setText] = useState(current);
  return (
    <label class="setting">
      <span>How Martin writes<small class="quiet">For instance: friendly and brief</small></span>
      <input value={text} maxLength={50} onInput={(e) => setText(e.currentTarget.value)} onChange={() => text !== current && save(text)} />
    </label>
  );
}
