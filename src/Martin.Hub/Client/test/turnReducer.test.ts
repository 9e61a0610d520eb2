import { describe, expect, it } from 'vitest';
import { emptyTurn, replay, turnReducer } from '../src/chat/turnReducer';
import { hasEnded, textOf } from '../src/chat/turnView';
import type { Action, ChatMessage, TurnEvent, TurnEventType } from '../src/wire/types';

const turnId = 'turn-1';
const ev = (seq: number, type: TurnEventType, more: Partial<TurnEvent> = {}): TurnEvent => ({ turnId, seq, type, ...more });
const delta = (seq: number, text: string) => ev(seq, 'text_delta', { text });
const question: ChatMessage = { id: 'm1', conversationId: 'c1', role: 'user', content: 'hello', createdAt: '2026-11-22T09:00:00Z' };
const started = (seq = 1) => ev(seq, 'turn_started', { conversationId: 'c1', origin: 'message', message: question });
const action = (status: Action['status']): Action => ({
  id: 'a1', type: 'create_event', title: 'Lunch', summary: 'Lunch', payload: {}, payloadHash: 'h', effect: 'outward', status,
  requestedAt: '2026-11-22T09:00:00Z',
});
const epoch1 = 2 ** 32;

describe('turnReducer', () => {
  it('joins deltas into the text', () => {
    const state = replay(turnId, [started(), delta(2, 'Good '), delta(3, 'morning'), ev(4, 'turn_completed')]);
    expect(textOf(state.view)).toBe('Good morning');
    expect(state.view.status).toBe('completed');
    expect(state.lastSeq).toBe(4);
  });

  it('ignores what it has seen, so a doubled stream shows nothing twice', () => {
    const events = [started(), delta(2, 'a'), delta(3, 'b')];
    const once = replay(turnId, events);
    expect(events.reduce(turnReducer, once)).toBe(once);
  });

  it('ignores the events of another turn', () => {
    const state = replay(turnId, [started()]);
    expect(turnReducer(state, { ...delta(2, 'x'), turnId: 'other' })).toBe(state);
  });

  it('marks a gap, applies nothing beyond it, and goes on when the missing event comes', () => {
    const gap = replay(turnId, [started(), delta(3, 'late')]);
    expect(gap).toMatchObject({ gap: true, lastSeq: 1 });
    expect(textOf(turnReducer(gap, delta(4, 'later')).view)).toBe('');

    const healed = [delta(2, 'in time, '), delta(3, 'late')].reduce(turnReducer, gap);
    expect(healed.gap).toBe(false);
    expect(textOf(healed.view)).toBe('in time, late');
  });

  it('takes a first event other than seq 1 for a gap', () => {
    expect(turnReducer(emptyTurn(turnId), delta(2, 'x'))).toMatchObject({ gap: true, lastSeq: 0 });
  });

  it('drops everything after toSeq on a reset and counts on from the reset', () => {
    const state = replay(turnId, [
      started(), delta(2, 'kept'), delta(3, ' dropped'),
      ev(epoch1 + 1, 'turn_reset', { toSeq: 2 }), delta(epoch1 + 2, ' and new'), ev(epoch1 + 3, 'turn_completed'),
    ]);
    expect(textOf(state.view)).toBe('kept and new');
    expect(state).toMatchObject({ gap: false, lastSeq: epoch1 + 3 });
  });

  it('drops tool steps, actions and receipts with their seq', () => {
    const before = [
      started(),
      ev(2, 'tool_started', { tool: { callId: 'k1', name: 'list_events', arguments: { from: '2026-11-23' } } }),
      ev(3, 'tool_finished', { tool: { callId: 'k1', name: 'list_events', ok: true, summary: 'Nothing' } }),
      ev(4, 'tool_started', { tool: { callId: 'k2', name: 'create_event' } }),
      ev(5, 'action_requested', { action: action('proposed') }),
      ev(6, 'turn_completed', { receipts: [{ actionId: 'a2', tool: 'create_task', summary: 's', undoable: true }], suggestions: ['yes'] }),
    ];
    expect(replay(turnId, before).view.parts).toHaveLength(3);
    const after = replay(turnId, [...before, ev(epoch1 + 1, 'turn_reset', { toSeq: 2 })]);
    expect(after.view.parts).toHaveLength(1);
    expect(after.view.parts[0]).toMatchObject({ kind: 'tool', finished: false });
    expect(after.view.receipts).toEqual([]);
    expect(after.view.suggestions).toEqual([]);
    expect(hasEnded(after.view)).toBe(false);
  });

  it('resets inside a run of deltas that was shown as one text', () => {
    const state = replay(turnId, [started(), delta(2, 'a'), delta(3, 'b'), delta(4, 'c'), ev(5, 'turn_reset', { toSeq: 3 }), delta(6, 'd')]);
    expect(textOf(state.view)).toBe('abd');
  });

  it('takes a replay that begins with a reset to the start', () => {
    const partly = replay(turnId, [started(), delta(2, 'old')]);
    const whole = [
      ev(epoch1 + 1, 'turn_reset', { toSeq: 0 }), started(epoch1 + 2), delta(epoch1 + 3, 'new text'), ev(epoch1 + 4, 'turn_completed'),
    ].reduce(turnReducer, partly);
    expect(textOf(whole.view)).toBe('new text');
    expect(whole.view.question).toEqual(question);
  });

  it('survives resets upon resets', () => {
    const state = replay(turnId, [
      started(), delta(2, 'a'), delta(3, 'b'),
      ev(epoch1 + 1, 'turn_reset', { toSeq: 2 }), delta(epoch1 + 2, 'c'),
      ev(2 * epoch1 + 1, 'turn_reset', { toSeq: 2 }), delta(2 * epoch1 + 2, 'd'),
      ev(3 * epoch1 + 1, 'turn_reset', { toSeq: 2 * epoch1 + 2 }), delta(3 * epoch1 + 2, 'e'),
    ]);
    expect(textOf(state.view)).toBe('ade');
  });

  it('ignores a reset it has seen', () => {
    const state = replay(turnId, [started(), delta(2, 'a'), ev(epoch1 + 1, 'turn_reset', { toSeq: 1 }), delta(epoch1 + 2, 'b')]);
    expect(turnReducer(state, ev(epoch1 + 1, 'turn_reset', { toSeq: 1 }))).toBe(state);
  });

  it('leaves older states as they were', () => {
    const one = replay(turnId, [started(), delta(2, 'a')]);
    turnReducer(one, delta(3, 'b'));
    turnReducer(one, ev(epoch1 + 1, 'turn_reset', { toSeq: 0 }));
    expect(textOf(one.view)).toBe('a');
  });

  it('follows an action to its decision', () => {
    const state = replay(turnId, [
      started(), ev(2, 'action_requested', { action: action('proposed') }), ev(3, 'action_resolved', { action: action('executed') }),
    ]);
    expect(state.view.parts).toEqual([{ kind: 'action', seq: 2, action: action('executed') }]);
  });

  it('shows the stored message when a replay comes without deltas', () => {
    const answer: ChatMessage = { ...question, id: 'm2', role: 'assistant', content: 'All of it.' };
    expect(textOf(replay(turnId, [started(), ev(2, 'turn_completed', { message: answer })]).view)).toBe('All of it.');
  });

  it('equals the plain fold for any cut and any resume point', () => {
    const events = [started(), ...Array.from({ length: 40 }, (_, i) => delta(i + 2, `${i},`)), ev(42, 'turn_completed')];
    const whole = textOf(replay(turnId, events).view);
    for (let cut = 0; cut < events.length; cut++) {
      for (const overlap of [0, 1, 5]) {
        const state = [...events.slice(0, cut), ...events.slice(Math.max(0, cut - overlap))].reduce(turnReducer, emptyTurn(turnId));
        expect(textOf(state.view)).toBe(whole);
        expect(state.gap).toBe(false);
      }
    }
  });
});
