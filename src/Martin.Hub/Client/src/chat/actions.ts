import { signal } from '@preact/signals';
import { api } from '../wire/api';
import { hub } from '../wire/hub';
import type { Action, ActionStatus, Payload } from '../wire/types';

/** How far along its life an action is; news may arrive in any order, and only later stages replace earlier ones. */
const stage: Record<ActionStatus, number> = {
  proposed: 0, approved: 1, executing: 2, unknown: 3, executed: 4, failed: 4, rejected: 4, expired: 4, undone: 5,
};

/** The latest known state of each action, whichever way it came. */
const known = signal<ReadonlyMap<string, Action>>(new Map());

export const actionById = (id: string) => known.value.get(id);
export const newest = (action: Action) => known.value.get(action.id) ?? action;

export function noteActions(actions: Iterable<Action>): void {
  const next = new Map(known.peek());
  let changed = false;
  for (const action of actions) {
    const before = next.get(action.id);
    if (before && stage[before.status] > stage[action.status]) continue;
    next.set(action.id, action);
    changed = true;
  }
  if (changed) known.value = next;
}

export async function fetchAction(id: string): Promise<void> {
  noteActions([await api.get<Action>(`/api/v1/assistant/actions/${id}`)]);
}

/** Approves, or rejects, exactly what the user has seen; an edited payload is what will be executed. */
export async function resolveAction(action: Action, decision: 'approve' | 'reject', payload?: Payload): Promise<void> {
  noteActions([
    await hub.invoke<Action>('ResolveAction', {
      actionId: action.id,
      decision,
      payloadHash: action.payloadHash,
      ...(payload ? { payload } : {}),
    }),
  ]);
}

export async function undoAction(id: string): Promise<void> {
  noteActions([await hub.invoke<Action>('UndoAction', id)]);
}
