import type { Payload } from '../wire/types';
import { fieldsOf } from './payload';

/** A payload for reading. */
export const Fields = ({ payload }: { payload: Payload }) => (
  <dl class="fields">
    {fieldsOf(payload).map((f) => (
      <div key={f.label} class={f.long ? 'field is-long' : 'field'}>
        <dt>{f.label}</dt>
        <dd>{f.text}</dd>
      </div>
    ))}
  </dl>
);
