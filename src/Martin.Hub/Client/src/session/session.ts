import { signal } from '@preact/signals';
import { request, type Answer } from '../wire/envelope';
import { CodedError } from '../wire/errors';
import type { Session, User } from '../wire/types';
import { Refresher, type StoredSession } from './refresher';

const key = 'martin.session';

/** The signed-in user, or undefined; the page shows the sign-in form for the latter. */
export const user = signal<User | undefined>(undefined);
/** Why the last session ended, when it was not the user's own wish. */
export const signedOutBecause = signal<string | undefined>(undefined);

/** Why a session ends, by the server's words for it. */
const ended: Record<string, string> = {
  token_reused: 'This session was used from two places, so it was ended to be safe.',
  token_expired: 'Your session has expired.',
  expired: 'Your session has expired.',
  revoked: 'This session was ended from another device.',
  logged_out: 'You signed out.',
  account_deleted: 'The account was deleted, with everything in it.',
};

const refresher = new Refresher({
  load,
  save,
  refresh: async (refreshToken) => stamped(await request<Session>('POST', '/api/v1/auth/refresh', { refreshToken })),
  // Web Locks need a secure context; on plain http the server's grace for the predecessor covers two tabs at once.
  exclusive: (work) => (navigator.locks ? navigator.locks.request('martin.refresh', work) : work()),
  ended: (error) => forget(ended[error.code.toLowerCase()] ?? error.message),
  now: () => Date.now(),
});

export const accessToken = () => refresher.accessToken();
export const refreshAfter = (rejected: string) => refresher.refreshAfter(rejected);

function load(): StoredSession | undefined {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

function save(session: StoredSession): void {
  localStorage.setItem(key, JSON.stringify(session));
  user.value = session.user;
  schedule(session);
}

/** Keeps how far the two clocks differ, so that a device with a wrong clock still refreshes in time. */
function stamped(answer: Answer<Session>): StoredSession {
  return { ...answer.data, clockOffsetMs: answer.serverTime ? answer.serverTime - Date.now() : 0 };
}

let timer: ReturnType<typeof setTimeout> | undefined;

function schedule(session: StoredSession): void {
  clearTimeout(timer);
  const wait = Date.parse(session.expiresAt) - session.clockOffsetMs - Date.now() - 90_000;
  // An open connection lives as long as its session, so the session is renewed even while nothing is asked of it.
  timer = setTimeout(() => void accessToken().catch(retryLater), Math.max(wait, 1_000));
}

function retryLater(): void {
  const session = load();
  if (session) timer = setTimeout(() => schedule(session), 15_000);
}

export async function signIn(credential: { ownerKey: string } | { code: string }): Promise<void> {
  const session = stamped(await request<Session>('POST', '/api/v1/auth/login', credential));
  signedOutBecause.value = undefined;
  save(session);
}

export async function signOut(): Promise<void> {
  const session = load();
  try {
    if (session) await request('DELETE', '/api/v1/auth/logout', undefined, { authorization: `Bearer ${await accessToken()}` });
  } catch {
    // Signing out must work offline too; the refresh token is forgotten here and expires there.
  }
  for (const name of Object.keys(localStorage)) if (name.startsWith('martin.') && name !== 'martin.theme') localStorage.removeItem(name);
  // A fresh page, so that nothing of the user stays in memory either.
  location.replace('/');
}

/** The server ended the session; `reason` is one of its words or a sentence of its own. */
export const sessionEnded = (reason: string | undefined) => forget(ended[reason ?? 'revoked'] ?? reason);

function forget(because?: string): void {
  clearTimeout(timer);
  localStorage.removeItem(key);
  signedOutBecause.value = because;
  user.value = undefined;
}

/** Takes up the stored session, or the one-time credential in the address, which is removed from it at once. */
export async function startSession(): Promise<void> {
  window.addEventListener('storage', (e) => {
    if (e.key === key) follow();
  });

  const fragment = new URLSearchParams(location.hash.slice(1));
  const ownerKey = fragment.get('key');
  const code = fragment.get('code');
  if (ownerKey || code) {
    history.replaceState(null, '', location.pathname);
    try {
      await signIn(ownerKey ? { ownerKey } : { code: code! });
      return;
    } catch (error) {
      // A stale link must not sign out someone who is signed in already.
      if (!load()) signedOutBecause.value = linkProblem(error);
    }
  }
  follow();
}

function linkProblem(error: unknown): string {
  if (error instanceof CodedError && error.offline) return 'Martin could not be reached to sign in. Open the link again.';
  return 'That link does not work any more. Use the one Martin printed at its last start.';
}

function follow(): void {
  const session = load();
  user.value = session?.user;
  if (session) schedule(session);
}
