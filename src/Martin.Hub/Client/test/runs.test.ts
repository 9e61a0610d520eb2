import { describe, expect, it, vi } from 'vitest';
import type { PlanStatus, Run } from '../src/wire/types';

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined, removeItem: () => undefined });
vi.stubGlobal('location', { hash: '', pathname: '/' });
vi.stubGlobal('window', { addEventListener: () => undefined });
const { standing } = await import('../src/chat/runs');

const spent = { used: 0, limit: 20 };
const run = (status: Run['status'], steps: PlanStatus[], waitsFor?: Run['waitsFor']): Run => ({
  runId: 'r', turnId: 't', conversationId: 'c', task: 'do it', status, plan: steps.map((s, i) => ({ text: `step ${i}`, status: s })),
  budget: { turns: spent, tokens: spent, seconds: spent }, ...(waitsFor ? { waitsFor } : {}),
});

describe('where a task stands', () => {
  it('counts the step that is under way', () => {
    expect(standing(run('running', []))).toBe('Working on it');
    expect(standing(run('running', ['in_progress', 'pending', 'pending']))).toBe('Working on it · step 1 of 3');
    expect(standing(run('running', ['done', 'skipped', 'in_progress']))).toBe('Working on it · step 3 of 3');
    expect(standing(run('running', ['done', 'failed']))).toBe('Working on it · step 2 of 2');
  });

  it('says whom it waits for', () => {
    expect(standing(run('waiting', ['in_progress'], 'decision'))).toBe('Waits for your decision');
    expect(standing(run('waiting', ['needs_user'], 'answer'))).toBe('Waits for your answer');
  });
});
