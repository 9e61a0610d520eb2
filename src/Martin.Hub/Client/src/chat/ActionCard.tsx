import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../ui/Icon';
import { timeLeft } from '../ui/time';
import { CodedError, say } from '../wire/errors';
import type { Action, Payload, Recipient } from '../wire/types';
import { ActionEdit } from './ActionEdit';
import { fetchAction, resolveAction } from './actions';
import { Fields } from './Fields';

/** Asks for a decision on exactly what is shown: what will happen, to whom, the full text and where the wish came from. */
export function ActionCard({ action }: { action: Action }) {
  const [busy, setBusy] = useState<'approve' | 'reject'>();
  const [editing, setEditing] = useState(false);
  const [problem, setProblem] = useState<string>();
  const left = useTimeLeft(action);
  const deciding = busy !== undefined || action.status !== 'proposed';

  const decide = async (decision: 'approve' | 'reject', payload?: Payload) => {
    setBusy(decision);
    setProblem(undefined);
    try {
      await resolveAction(action, decision, payload);
    } catch (error) {
      setProblem(say(error));
      // Decided elsewhere or run out of time: show what it has become.
      if (error instanceof CodedError && !error.offline) void fetchAction(action.id).catch(() => undefined);
    }
    setBusy(undefined);
  };

  const verb = approveWord(action.type);
  return (
    <section class="card" aria-label={`Approval: ${action.title}`}>
      <p class="card-kind"><span>Needs your approval</span>{left && <span class="quiet">{left}</span>}</p>
      <p class="card-sentence">{action.summary || action.title}</p>
      {editing && <Source action={action} />}
      {editing
        ? <ActionEdit action={action} busy={deciding} verb={verb} cancel={() => setEditing(false)} approve={(p) => void decide('approve', p)} />
        : <Fields payload={action.payload} lines={action.card?.lines} />}
      {!editing && <Recipients people={action.card?.recipients ?? []} />}
      {!editing && <Source action={action} />}
      {problem && <p class="field-problem" role="alert">{problem}</p>}
      {!editing && (
        <div class="buttons">
          <button class="button primary" disabled={deciding} onClick={() => void decide('approve')}>
            {busy === 'approve' || action.status !== 'proposed' ? 'Doing it…' : verb}
          </button>
          <button class="button" disabled={deciding} onClick={() => setEditing(true)}>Edit</button>
          <button class="button quiet-button" disabled={deciding} onClick={() => void decide('reject')}>Reject</button>
        </div>
      )}
    </section>
  );
}

/** What is notable about those whom it reaches. */
function Recipients({ people }: { people: Recipient[] }) {
  const notable = people.filter((p) => p.isNew || p.replyToOf);
  if (notable.length === 0) return null;
  return (
    <ul class="notices">
      {notable.map((p) => (
        <li class="notice small" key={`${p.role} ${p.email}`}><Icon name="alert" />
          {p.replyToOf
            ? `${p.email} is not who wrote: ${p.replyToOf} asked for answers to go there.`
            : `New address: you have never written to ${p.email}.`}
        </li>
      ))}
    </ul>
  );
}

function Source({ action }: { action: Action }) {
  const why = action.reason && <p class="quiet small">{action.reason}</p>;
  if (!action.tainted) return <>{why}</>;
  return (
    <>
      <p class="notice small"><Icon name="alert" />
        Martin had read what others wrote before it proposed this. Look twice.
      </p>
      {why}
    </>
  );
}

const approveWord = (type: string) =>
  ({ send_mail: 'Send', create_event: 'Approve', cancel_event: 'Approve cancelling', respond_event: 'Answer', delete_task: 'Delete' })[type] ?? 'Approve';

function useTimeLeft(action: Action): string {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!action.expiresAt || action.status !== 'proposed') return;
    const timer = setInterval(() => setNow(Date.now()), 20_000);
    return () => clearInterval(timer);
  }, [action.expiresAt, action.status]);
  if (!action.expiresAt || action.status !== 'proposed') return '';
  return timeLeft(action.expiresAt, now) || 'Expired';
}
