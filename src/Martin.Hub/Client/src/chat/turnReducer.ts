import { applyEvent, emptyView, type TurnView } from './turnView';
import type { TurnEvent } from '../wire/types';

/** The events applied so far, newest first: appending costs nothing and leaves older states untouched. */
interface Log { readonly event: TurnEvent; readonly before: Log | undefined }

export interface TurnState {
  readonly turnId: string | undefined;
  /** The last sequence number applied; where a resume continues. 0 before the first event. */
  readonly lastSeq: number;
  /** An event went missing: nothing more is applied until a resume delivers it. */
  readonly gap: boolean;
  readonly view: TurnView;
  readonly log: Log | undefined;
}

export const emptyTurn = (turnId?: string): TurnState =>
  ({ turnId, lastSeq: 0, gap: false, view: emptyView, log: undefined });

/**
 * One event of a turn, in any order and any number of times. The state is always exactly the fold of the events up
 * to `lastSeq`, less what was reset; what is shown therefore equals what the server stored.
 */
export function turnReducer(state: TurnState, event: TurnEvent): TurnState {
  if (state.turnId !== undefined && state.turnId !== event.turnId) return state;
  if (event.seq <= state.lastSeq) return state;
  if (event.type === 'turn_reset') return reset(state, event);
  if (event.seq !== state.lastSeq + 1) return state.gap ? state : { ...state, gap: true };

  return {
    turnId: event.turnId,
    lastSeq: event.seq,
    gap: false,
    view: applyEvent(state.view, event),
    log: { event, before: state.log },
  };
}

/** Only a reset may jump ahead in seq; after it the numbering is contiguous again. */
function reset(state: TurnState, event: TurnEvent): TurnState {
  const toSeq = event.toSeq ?? 0;
  let log = state.log;
  while (log && log.event.seq > toSeq) log = log.before;
  return { turnId: event.turnId, lastSeq: event.seq, gap: false, view: fold(log), log };
}

function fold(log: Log | undefined): TurnView {
  const events: TurnEvent[] = [];
  for (let at = log; at; at = at.before) events.push(at.event);
  return events.reverse().reduce(applyEvent, emptyView);
}

export const replay = (turnId: string, events: readonly TurnEvent[]): TurnState =>
  events.reduce(turnReducer, emptyTurn(turnId));
