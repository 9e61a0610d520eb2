import { describe, expect, it } from 'vitest';
import { Refresher, type RefresherParts, type StoredSession } from '../src/session/refresher';
import { CodedError, offlineError } from '../src/wire/errors';

const now = Date.parse('2026-11-22T09:00:00Z');
const session = (n: number, expiresInSeconds: number): StoredSession => ({
  accessToken: `access-${n}`,
  refreshToken: `refresh-${n}`,
  expiresAt: new Date(now + expiresInSeconds * 1000).toISOString(),
  refreshExpiresAt: new Date(now + 1e9).toISOString(),
  user: { id: 'u', email: 'owner@localhost' },
  clockOffsetMs: 0,
});

/** Storage, lock and server that several tabs share. */
class Browser {
  stored: StoredSession | undefined;
  spent: string[] = [];
  ended: string[] = [];
  answer: () => Promise<StoredSession> = () => Promise.resolve(session(this.spent.length + 1, 900));
  private queue: Promise<unknown> = Promise.resolve();

  constructor(first: StoredSession | undefined) {
    this.stored = first;
  }

  tab(more: Partial<RefresherParts> = {}): Refresher {
    return new Refresher({
      load: () => this.stored,
      save: (s) => (this.stored = s),
      refresh: (token) => {
        this.spent.push(token);
        return this.answer();
      },
      exclusive: <T>(work: () => Promise<T>) => (this.queue = this.queue.then(work, work)) as Promise<T>,
      ended: (error) => {
        this.ended.push(error.code);
        this.stored = undefined;
      },
      now: () => now,
      ...more,
    });
  }
}

describe('Refresher', () => {
  it('hands out a good token without asking', async () => {
    const browser = new Browser(session(1, 900));
    expect(await browser.tab().accessToken()).toBe('access-1');
    expect(browser.spent).toEqual([]);
  });

  it('renews before expiry, once for all who ask in one tab', async () => {
    const browser = new Browser(session(1, 30));
    const tab = browser.tab();
    expect(await Promise.all([tab.accessToken(), tab.accessToken(), tab.refreshAfter('access-1')])).toEqual(['access-2', 'access-2', 'access-2']);
    expect(browser.spent).toEqual(['refresh-1']);
  });

  it('renews once across tabs: those behind the lock find the new session', async () => {
    const browser = new Browser(session(1, 30));
    const tokens = await Promise.all([browser.tab(), browser.tab(), browser.tab()].map((t) => t.accessToken()));
    expect(tokens).toEqual(['access-2', 'access-2', 'access-2']);
    expect(browser.spent).toEqual(['refresh-1']);
  });

  it('renews a token the server refused although it looked good', async () => {
    const browser = new Browser(session(1, 900));
    expect(await browser.tab().refreshAfter('access-1')).toBe('access-2');
  });

  it('does not renew when another tab already has', async () => {
    const browser = new Browser(session(7, 900));
    expect(await browser.tab().refreshAfter('access-6')).toBe('access-7');
    expect(browser.spent).toEqual([]);
  });

  it('reckons with a device clock that is wrong', async () => {
    // The server is ten minutes ahead of this device: what looks like 900 s is 300 s.
    const ahead = { ...session(1, 900), clockOffsetMs: 870_000 };
    const browser = new Browser(ahead);
    expect(await browser.tab().accessToken()).toBe('access-2');
  });

  it('ends the session when the server does, and only then', async () => {
    const browser = new Browser(session(1, 30));
    const tab = browser.tab();
    browser.answer = () => Promise.reject(offlineError());
    await expect(tab.accessToken()).rejects.toMatchObject({ code: 'OFFLINE' });
    expect(browser.stored).toBeDefined();

    browser.answer = () => Promise.reject(new CodedError('TOKEN_REUSED', 'reused'));
    await expect(tab.accessToken()).rejects.toMatchObject({ code: 'TOKEN_REUSED' });
    expect(browser.ended).toEqual(['TOKEN_REUSED']);
  });

  it('stays signed out when that happened during the request', async () => {
    const browser = new Browser(session(1, 30));
    browser.answer = async () => {
      browser.stored = undefined;
      return session(2, 900);
    };
    await expect(browser.tab().accessToken()).rejects.toMatchObject({ code: 'SIGNED_OUT' });
    expect(browser.stored).toBeUndefined();
  });

  it('asks again after a failure', async () => {
    const browser = new Browser(session(1, 30));
    const tab = browser.tab();
    const good = browser.answer;
    browser.answer = () => Promise.reject(offlineError());
    await expect(tab.accessToken()).rejects.toThrow();
    browser.answer = good;
    expect(await tab.accessToken()).toMatch(/^access-/);
  });
});
