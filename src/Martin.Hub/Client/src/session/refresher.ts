import { CodedError } from '../wire/errors';
import type { Session } from '../wire/types';

/** `clockOffsetMs` is the server's clock less this device's. */
export interface StoredSession extends Session { clockOffsetMs: number }

export interface RefresherParts {
  load(): StoredSession | undefined;
  save(session: StoredSession): void;
  refresh(refreshToken: string): Promise<StoredSession>;
  /** Runs the work while no other tab runs its own. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  ended(error: CodedError): void;
  now(): number;
}

const marginMs = 60_000;

/**
 * Hands out access tokens and renews them, once at a time: callers of this tab share one request, and other tabs
 * wait at the lock and then find the new session in storage. Two tabs that spend the same refresh token would look
 * like theft to the server.
 */
export class Refresher {
  private running: Promise<string> | undefined;

  constructor(private readonly parts: RefresherParts) {}

  /** A token good for at least another moment. */
  async accessToken(): Promise<string> {
    const session = this.parts.load();
    if (!session) throw signedOut();
    return this.fresh(session) ? session.accessToken : this.renew(session.accessToken);
  }

  /** A token in place of one the server has just refused. */
  async refreshAfter(rejected: string): Promise<string> {
    const session = this.parts.load();
    if (!session) throw signedOut();
    return session.accessToken === rejected ? this.renew(rejected) : session.accessToken;
  }

  private renew(stale: string): Promise<string> {
    this.running ??= this.parts
      .exclusive(() => this.renewLocked(stale))
      .finally(() => (this.running = undefined));
    return this.running;
  }

  private async renewLocked(stale: string): Promise<string> {
    const session = this.parts.load();
    if (!session) throw signedOut();
    if (session.accessToken !== stale && this.fresh(session)) return session.accessToken;
    try {
      const next = await this.parts.refresh(session.refreshToken);
      // Signed out while the answer was on its way: stay signed out.
      if (!this.parts.load()) throw signedOut();
      this.parts.save(next);
      return next.accessToken;
    } catch (error) {
      if (error instanceof CodedError && endsSession(error)) this.parts.ended(error);
      throw error;
    }
  }

  private fresh(session: StoredSession): boolean {
    return Date.parse(session.expiresAt) - session.clockOffsetMs - this.parts.now() > marginMs;
  }
}

const signedOut = () => new CodedError('SIGNED_OUT', 'You are signed out.');

/** Being offline or limited passes; these do not. */
const endsSession = (error: CodedError) =>
  ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'TOKEN_REUSED', 'FORBIDDEN', 'INVALID_REQUEST'].includes(error.code);
