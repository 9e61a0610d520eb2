import { useState } from 'preact/hooks';
import { Icon, type IconName } from '../ui/Icon';
import { useKeepFocus } from '../ui/useKeepFocus';
import { errorText, say } from '../wire/errors';
import type { Action, Receipt } from '../wire/types';
import { ActionCard } from './ActionCard';
import { newest, undoAction } from './actions';

/** A card while a decision is wanted; afterwards the receipt of what came of it. */
export function ActionView({ action, receipt }: { action: Action; receipt: Receipt | undefined }) {
  const latest = newest(action);
  const open = latest.status === 'proposed' || latest.status === 'approved' || latest.status === 'executing';
  const ref = useKeepFocus(open);
  return (
    <div class="action" ref={ref} tabIndex={-1}>
      {open ? <ActionCard action={latest} /> : <ReceiptView action={latest} receipt={receipt} />}
    </div>
  );
}

interface Props { action: Action | undefined; receipt: Receipt | undefined }

export function ReceiptView({ action, receipt }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const id = action?.id ?? receipt?.actionId;
  const status = action?.status ?? 'executed';
  const undoable = status === 'executed' && (action?.undoable ?? receipt?.undoable);

  const ref = useKeepFocus(status);

  const undo = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await undoAction(id!);
    } catch (error) {
      setProblem(say(error));
    }
    setBusy(false);
  };

  const { icon, word } = look(status, action);
  return (
    <div class={`receipt is-${status}`} ref={ref} tabIndex={-1}>
      <Icon name={icon} />
      <p>
        {word && <span class="receipt-word">{word}: </span>}
        <span class="receipt-text">{receipt?.summary || action?.summary || action?.title}</span>
        {action && status === 'failed' && <span class="quiet"> {errorText(action.error)}</span>}
        {problem && <span class="field-problem" role="alert"> {problem}</span>}
      </p>
      {undoable && <button class="button small-button" disabled={busy} onClick={() => void undo()}><Icon name="undo" />{busy ? 'Undoing…' : 'Undo'}</button>}
    </div>
  );
}

function look(status: Action['status'], action: Action | undefined): { icon: IconName; word?: string } {
  switch (status) {
    case 'rejected':
      return { icon: 'close', word: 'Not done' };
    case 'expired':
      return { icon: 'close', word: 'Expired' };
    case 'failed':
      return { icon: 'alert', word: 'Failed' };
    case 'unknown':
      return { icon: 'alert', word: 'Being looked up' };
    case 'undone':
      return { icon: 'undo', word: 'Undone' };
    default:
      // What was proposed reads as a wish (“Send …”), what ran by itself as a fact.
      return action?.effect === 'outward' ? { icon: 'check', word: 'Done' } : { icon: 'check' };
  }
}
