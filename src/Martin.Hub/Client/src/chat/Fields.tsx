import type { CardLine, Payload } from '../wire/types';
import { cardFields } from './payload';

interface Props { payload: Payload; lines?: readonly CardLine[] | undefined }

/** A payload for reading. */
export const Fields = ({ payload, lines }: Props) => (
  <dl class="fields">
    {cardFields(payload, lines).map((f, i) => (
      <div key={`${f.label} ${i}`} class={f.long ? 'field is-long' : 'field'}>
        <dt>{f.label}</dt>
        <dd>{f.text}</dd>
      </div>
    ))}
  </dl>
);
