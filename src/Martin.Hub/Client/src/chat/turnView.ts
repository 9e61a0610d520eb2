import type { Action, ChatMessage, Origin, Receipt, ToolCall, TurnEvent, WireError } from '../wire/types';

/**
 * sending → queued → running → completed | cancelled | failed
 */
export type TurnStatus = 'sending' | 'queued' | 'running' | 'completed' | 'cancelled' | 'failed';

/** A piece of the answer, in the order in which it happened. */
export type Part =
  | { readonly kind: 'text'; readonly seq: number; readonly text: string }
  | { readonly kind: 'tool'; readonly seq: number; readonly call: ToolCall; readonly finished: boolean }
  | { readonly kind: 'action'; readonly seq: number; readonly action: Action };

export interface TurnView {
  readonly turnId?: string | undefined;
  readonly status: TurnStatus;
  readonly position?: number | undefined;
  readonly conversationId?: string | undefined;
  readonly origin?: Origin | undefined;
  readonly question?: ChatMessage | undefined;
  readonly parts: readonly Part[];
  readonly receipts: readonly Receipt[];
  readonly suggestions: readonly string[];
  readonly error?: WireError | undefined;
}

export const emptyView: TurnView = { status: 'sending', parts: [], receipts: [], suggestions: [] };

export const hasEnded = (view: TurnView) =>
  view.status === 'completed' || view.status === 'cancelled' || view.status === 'failed';

/** The answer's text: the joined deltas. */
export const textOf = (view: TurnView) => view.parts.map((p) => (p.kind === 'text' ? p.text : '')).join('');

export function applyEvent(view: TurnView, event: TurnEvent): TurnView {
  switch (event.type) {
    case 'turn_queued':
      return { ...view, status: 'queued', position: event.position };
    case 'turn_started':
      return {
        ...view,
        turnId: event.turnId,
        status: 'running',
        position: undefined,
        conversationId: event.conversationId,
        origin: event.origin,
        question: event.message,
      };
    case 'text_delta':
      return { ...view, parts: withText(view.parts, event) };
    case 'tool_started':
      return event.tool ? withPart(view, { kind: 'tool', seq: event.seq, call: event.tool, finished: false }) : view;
    case 'tool_finished':
      return event.tool ? { ...view, parts: withResult(view.parts, event.tool, event.seq) } : view;
    case 'action_requested':
    case 'action_resolved':
      return event.action ? { ...view, parts: withAction(view.parts, event.action, event.seq) } : view;
    case 'turn_completed':
      return ended(view, event, 'completed');
    case 'turn_cancelled':
      return ended(view, event, 'cancelled');
    case 'turn_failed':
      return ended(view, event, 'failed');
    case 'turn_reset': // the reducer's business
      return view;
  }
}

const withPart = (view: TurnView, part: Part): TurnView => ({ ...view, parts: [...view.parts, part] });

function withText(parts: readonly Part[], event: TurnEvent): readonly Part[] {
  const last = parts.at(-1);
  const text = event.text ?? '';
  if (last?.kind !== 'text') return [...parts, { kind: 'text', seq: event.seq, text }];
  return [...parts.slice(0, -1), { ...last, text: last.text + text }];
}

function withResult(parts: readonly Part[], call: ToolCall, seq: number): readonly Part[] {
  const index = parts.findIndex((p) => p.kind === 'tool' && p.call.callId === call.callId);
  const started = parts[index];
  // A replay may leave out the start of a step and tell only its end.
  if (started?.kind !== 'tool') return [...parts, { kind: 'tool', seq, call, finished: true }];
  return parts.with(index, { ...started, call: { ...started.call, ...call }, finished: true });
}

function withAction(parts: readonly Part[], action: Action, seq: number): readonly Part[] {
  const index = parts.findIndex((p) => p.kind === 'action' && p.action.id === action.id);
  const known = parts[index];
  return known?.kind === 'action' ? parts.with(index, { ...known, action }) : [...parts, { kind: 'action', seq, action }];
}

function ended(view: TurnView, event: TurnEvent, status: TurnStatus): TurnView {
  let parts = view.parts;
  // A turn replayed from its stored message may come without deltas.
  if (event.message?.content && !parts.some((p) => p.kind === 'text')) {
    parts = withText(parts, { ...event, text: event.message.content });
  }
  for (const action of event.actions ?? []) parts = withAction(parts, action, event.seq);
  return {
    ...view,
    status,
    parts,
    position: undefined,
    receipts: event.receipts ?? [],
    suggestions: event.suggestions ?? [],
    error: event.error,
  };
}

export const receiptOf = (view: TurnView, action: Action) => view.receipts.find((r) => r.actionId === action.id);

/** What the turn did, each once: the actions of the flow that `counts` picks, and receipts of which the flow has no action. */
export function outcomes(view: TurnView, counts: (action: Action) => boolean): { actionId: string; action?: Action; receipt: Receipt | undefined }[] {
  const inFlow = view.parts.flatMap((p) => (p.kind === 'action' ? [p.action] : []));
  const ids = new Set(inFlow.map((a) => a.id));
  return [
    ...inFlow.filter(counts).map((action) => ({ actionId: action.id, action, receipt: receiptOf(view, action) })),
    ...view.receipts.filter((r) => !ids.has(r.actionId)).map((receipt) => ({ actionId: receipt.actionId, receipt })),
  ];
}
