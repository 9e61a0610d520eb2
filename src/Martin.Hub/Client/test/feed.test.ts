import { describe, expect, it, vi } from 'vitest';
import { NotificationFeed } from '../src/sync/feed';
import type { Notification, SyncAnswer } from '../src/wire/types';

const note = (seq: number): Notification => ({ seq, type: 'task_changed' });

function feedWith(stored: number[], from: number | undefined, pageSize = 100) {
  const handled: number[] = [];
  const done: number[] = [];
  const sync = vi.fn((afterSeq: number): Promise<SyncAnswer> => {
    const rest = stored.filter((s) => s > afterSeq);
    const page = rest.slice(0, pageSize);
    return Promise.resolve({
      notifications: page.map(note), latestSeq: stored.at(-1) ?? 0, hasMore: rest.length > page.length, truncated: false, activeTurns: [],
    });
  });
  const feed = new NotificationFeed({
    from, sync, latest: () => Promise.resolve(stored.at(-1) ?? 0),
    handle: (n) => handled.push(n.seq), done: (s) => done.push(s), turn: () => undefined, patienceMs: 5,
  });
  return { feed, handled, done, sync };
}

describe('NotificationFeed', () => {
  it('handles each once, in whatever order they come', () => {
    const { feed, handled, done } = feedWith([], 4);
    for (const seq of [6, 5, 5, 6, 7, 4]) feed.take(note(seq));
    expect(handled).toEqual([6, 5, 7]);
    expect(done.at(-1)).toBe(7);
  });

  it('fetches a gap that does not close by itself', async () => {
    const { feed, handled, done, sync } = feedWith([5, 6, 7], 4);
    feed.take(note(7));
    await vi.waitFor(() => expect(done.at(-1)).toBe(7));
    expect(handled.toSorted()).toEqual([5, 6, 7]);
    expect(sync).toHaveBeenCalledTimes(1);
  });

  it('catches up page by page', async () => {
    const { feed, handled, done } = feedWith(Array.from({ length: 25 }, (_, i) => i + 1), 0, 10);
    await feed.catchUp();
    expect(handled).toHaveLength(25);
    expect(done.at(-1)).toBe(25);
  });

  it('starts a new device at the present', async () => {
    const { feed, handled } = feedWith([1, 2, 3], undefined);
    feed.take(note(3));
    await feed.catchUp();
    expect(handled).toEqual([]);
    feed.take(note(4));
    expect(handled).toEqual([4]);
  });
});
