import { useState } from 'preact/hooks';
import type { Action, Payload } from '../wire/types';
import { editsOf, withEdits, withValue, type Edit } from './edits';

interface Props { action: Action; busy: boolean; verb: string; cancel: () => void; approve: (payload: Payload) => void }

/** The same card for writing: what is approved is what stands here. */
export function ActionEdit({ action, busy, verb, cancel, approve }: Props) {
  const [edits, setEdits] = useState<readonly Edit[]>(() => editsOf(action.payload));
  const [wrong, setWrong] = useState<string>();

  const set = (index: number, value: string) => setEdits(withValue(edits, index, value));
  const submit = (e: Event) => {
    e.preventDefault();
    const result = withEdits(action.payload, edits);
    if ('wrong' in result) setWrong(result.wrong);
    else approve(result.payload);
  };

  return (
    <form class="edit" onSubmit={submit}>
      {edits.map((edit, i) => <EditField key={edit.path.join('.')} edit={edit} first={i === 0} set={(v) => set(i, v)} />)}
      {wrong && <p class="field-problem" role="alert">“{wrong}” cannot be read like this.</p>}
      <div class="buttons">
        <button class="button primary" type="submit" disabled={busy}>{busy ? 'Doing it…' : `${verb} as edited`}</button>
        <button class="button quiet-button" type="button" disabled={busy} onClick={cancel}>Cancel</button>
      </div>
    </form>
  );
}

function EditField({ edit, first, set }: { edit: Edit; first: boolean; set: (value: string) => void }) {
  const onInput = (e: { currentTarget: { value: string } }) => set(e.currentTarget.value);
  if (edit.control === 'yes') {
    return (
      <label class="edit-check">
        <input type="checkbox" checked={edit.value === 'true'} onChange={(e) => set(String(e.currentTarget.checked))} />
        <span>{edit.label}</span>
      </label>
    );
  }
  return (
    <label class="edit-field">
      <span>{edit.label}</span>
      {edit.control === 'text'
        ? <textarea rows={8} value={edit.value} autofocus={first} onInput={onInput} />
        : <Input control={edit.control} value={edit.value} autofocus={first} onInput={onInput} />}
    </label>
  );
}

type InputProps = { control: Edit['control']; value: string; autofocus: boolean; onInput: (e: { currentTarget: { value: string } }) => void };

function Input({ control, ...rest }: InputProps) {
  if (control === 'moment') return <input type="datetime-local" {...rest} />;
  if (control === 'date') return <input type="date" {...rest} />;
  if (control === 'number') return <input type="text" inputMode="decimal" {...rest} />;
  return <input type="text" {...rest} />;
}
