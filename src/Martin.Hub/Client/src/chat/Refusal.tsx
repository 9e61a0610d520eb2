import { hub } from '../wire/hub';
import type { LiveTurn } from './liveTurn';
import { sendText, setDraft } from './compose';
import { withdraw } from './turns';

/** A message that has not arrived: waiting for the connection, or refused with a reason. */
export function Refusal({ turn }: { turn: LiveTurn }) {
  const refused = turn.refused.value;
  const text = turn.from.request?.text;
  if (!refused) {
    const waits = !turn.turnId && hub.state.value === 'offline';
    return waits ? <p class="quiet small">Waiting to be sent.</p> : null;
  }

  // The same id with other text was taken before: only a new message can say this.
  const retry = () => {
    if (refused.code !== 'CONFLICT' || !text) return void turn.again();
    withdraw(turn);
    sendText(text);
  };
  const edit = () => {
    withdraw(turn);
    setDraft(text ?? '');
  };

  return (
    <div class="failed" role="alert">
      <p>{turn.turnId ? 'The answer could not be followed.' : 'Not sent.'} {refused.message}</p>
      <div class="buttons">
        <button class="button" onClick={retry}>Try again</button>
        {text && !turn.turnId && <button class="button quiet-button" onClick={edit}>Edit</button>}
      </div>
    </div>
  );
}
