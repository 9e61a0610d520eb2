import { hub } from '../wire/hub';
import { Markdown } from '../markdown/Markdown';
import { useLate } from '../ui/States';
import type { Action } from '../wire/types';
import { ActionView, ReceiptView } from './ActionView';
import { actionById, newest } from './actions';
import { sendText } from './compose';
import type { LiveTurn } from './liveTurn';
import { ToolLine } from './ToolLine';
import { hasEnded, outcomes, receiptOf, type TurnView } from './turnView';

interface Props { view: TurnView; live: LiveTurn | undefined; last: boolean; said: string | undefined }

export function AnswerView({ view, live, last, said }: Props) {
  const ended = hasEnded(view);
  const lastPart = view.parts.at(-1);
  const unsent = live && !live.turnId && hub.state.value === 'offline';
  const waiting = !ended && live && !unsent && !live.refused.value && lastPart?.kind !== 'text';
  return (
    <div class="answer">
      <span class="unseen">Martin: </span>
      {view.parts.map((part) => {
        switch (part.kind) {
          case 'text':
            return <Markdown key={part.seq} text={part.text} growing={!ended && part === lastPart} />;
          case 'tool':
            return <ToolLine key={part.call.callId} call={part.call} finished={part.finished || ended} proposed={proposes(view, part.call.callId)} />;
          case 'action':
            return isReceipt(part.action) || isElsewhere(view, part.action) ? null : <ActionView key={part.action.id} action={part.action} receipt={receiptOf(view, part.action)} />;
        }
      })}
      {ended && outcomes(view, isReceipt).filter((o) => !isElsewhere(view, actionById(o.actionId))).map((o) => (
        <ReceiptView key={o.actionId} action={(o.action && newest(o.action)) ?? actionById(o.actionId)} receipt={o.receipt} />
      ))}
      {waiting && <Working view={view} />}
      {view.status === 'cancelled' && <p class="quiet small">Stopped.</p>}
      {view.status === 'failed' && (
        <div class="failed">
          <p>{view.error?.message ?? 'That did not work.'}</p>
          {said && last && <button class="button" onClick={() => sendText(said)}>Try again</button>}
        </div>
      )}
      {last && ended && view.suggestions.length > 0 && (
        <ul class="chips" aria-label="Suggestions">
          {view.suggestions.map((s) => <li key={s}><button class="chip" onClick={() => sendText(s)}>{s}</button></li>)}
        </ul>
      )}
    </div>
  );
}

/** What ran without asking is told once the answer is there; what asks stands where it was asked. */
const isReceipt = (action: Action) => action.effect === 'own_write' && action.status !== 'proposed';

/** A decision's own turn speaks of an action whose card, with its receipt, stands where it was asked. */
const isElsewhere = (view: TurnView, action: Action | undefined) =>
  view.origin === 'action' && action?.source?.turnId !== undefined && action.source.turnId !== view.turnId;

/** It only asked; an own change is done once that was approved. */
const proposes = (view: TurnView, callId: string) => view.parts.some((p) =>
  p.kind === 'action' && p.action.source?.callId === callId && (p.action.effect === 'outward' || newest(p.action).status !== 'executed'));

function Working({ view }: { view: TurnView }) {
  const late = useLate();
  if (view.status === 'queued') {
    const ahead = view.position ?? 0;
    return <p class="quiet small">{ahead > 1 ? `Waiting, ${ahead} before this.` : 'Waiting for the answer before this.'}</p>;
  }
  return late ? <p class="working" role="presentation"><i /><i /><i /></p> : <p class="working" role="presentation" />;
}
