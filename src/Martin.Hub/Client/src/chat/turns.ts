import { effect, signal } from '@preact/signals';
import { hub } from '../wire/hub';
import { newId } from '../wire/ids';
import type { SendMessage, TurnEvent } from '../wire/types';
import { noteActions } from './actions';
import { LiveTurn, type TurnOrigin, type TurnSource } from './liveTurn';
import { Outbox } from './outbox';
import { hasEnded } from './turnView';

/** The turns of this page's life, newest last: those that run, and those it has seen end. */
export const turns = signal<readonly LiveTurn[]>([]);

let outbox: Outbox | undefined;

const source: TurnSource = {
  online: () => hub.online(),
  send: (message, observer) => hub.stream<TurnEvent>('SendMessage', message, observer),
  resume: (turnId, afterSeq, observer) => hub.stream<TurnEvent>('ResumeTurn', { turnId, afterSeq }, observer),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export function say(text: string, conversationId: string | undefined, draftKey: string): LiveTurn {
  const request: SendMessage = {
    clientMessageId: newId(),
    text,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(conversationId ? { conversationId } : {}),
  };
  outbox?.put({ request });
  return follow({ request, draftKey });
}

/** A turn that runs on the server, started here before a reload, elsewhere, or by Martin. */
export function attach(turnId: string, conversationId: string): void {
  if (!turns.peek().some((t) => t.turnId === turnId)) follow({ turnId, conversationId });
}

export const cancelTurn = (turnId: string) => hub.invoke<void>('CancelTurn', turnId);

/** Takes back a message the server refused. */
export function withdraw(turn: LiveTurn): void {
  turn.abandon();
  if (turn.from.request) outbox?.remove(turn.from.request.clientMessageId);
  turns.value = turns.value.filter((t) => t !== turn);
}

export function startTurns(userId: string): void {
  outbox = new Outbox(userId);
  for (const { request, turnId, conversationId } of outbox.all()) {
    follow({ request, ...(turnId ? { turnId } : {}), ...(conversationId ? { conversationId } : {}) });
  }
}

export function stopTurns(): void {
  for (const turn of turns.peek()) turn.abandon();
  turns.value = [];
  outbox = undefined;
}

function follow(from: TurnOrigin): LiveTurn {
  const turn = new LiveTurn(source, from);
  turns.value = [...turns.value, turn];
  const box = outbox;
  let named = false;
  const dispose = effect(() => {
    const { view, turnId } = turn.state.value;
    noteActions(view.parts.flatMap((p) => (p.kind === 'action' ? [p.action] : [])));
    if (turnId && !named) {
      named = true;
      dropTwins(turn, turnId);
    }
    if (from.request && turnId && !hasEnded(view)) box?.put({ request: from.request, turnId, conversationId: turn.conversationId });
    if (from.request && hasEnded(view)) box?.remove(from.request.clientMessageId);
  });
  void turn.run().finally(() => {
    if (!turn.refused.peek()) dispose();
  });
  return turn;
}

/** The push that a turn began can overtake the answer to the very message that began it; the sender's view stays. */
function dropTwins(turn: LiveTurn, turnId: string): void {
  const twins = turns.peek().filter((t) => t !== turn && t.turnId === turnId);
  if (twins.length === 0) return;
  const keep = turn.from.request ? turn : twins.find((t) => t.from.request) ?? turn;
  for (const other of [turn, ...twins]) if (other !== keep) other.abandon();
  queueMicrotask(() => (turns.value = turns.value.filter((t) => t === keep || t.turnId !== turnId)));
}
