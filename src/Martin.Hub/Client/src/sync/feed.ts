import type { Notification, SyncAnswer } from '../wire/types';

export interface FeedParts {
  /** The last seq this device has handled, if it ever did. */
  from: number | undefined;
  sync(afterSeq: number): Promise<SyncAnswer>;
  latest(): Promise<number>;
  handle(notification: Notification): void;
  /** Everything up to seq has been handled. */
  done(seq: number): void;
  turn(turn: { turnId: string; conversationId: string }): void;
  /** How long to wait for a straggler before a gap is asked about. */
  patienceMs?: number;
}

/** Notifications come at least once and in any order: each is handled once, and gaps are fetched. */
export class NotificationFeed {
  private upTo: number | undefined;
  private readonly ahead = new Set<number>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly parts: FeedParts) {
    this.upTo = parts.from;
  }

  take(notification: Notification): void {
    const { seq } = notification;
    if (this.upTo === undefined) return; // not caught up yet; Sync will bring it
    if (seq <= this.upTo || this.ahead.has(seq)) return;
    this.ahead.add(seq);
    this.parts.handle(notification);
    this.advance();
    if (this.ahead.size === 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.ahead.size > 0) void this.catchUp().catch(() => undefined); // else at the next connect
    }, this.parts.patienceMs ?? 400);
  }

  /** Fetches what was missed; also on a device's first connect, which starts at the present. */
  async catchUp(): Promise<void> {
    this.upTo ??= await this.parts.latest();
    for (let more = true; more; ) {
      const answer = await this.parts.sync(this.upTo);
      for (const notification of answer.notifications) this.take(notification);
      for (const turn of answer.activeTurns) this.parts.turn(turn);
      // What is older than the server keeps will not come any more.
      const known = answer.hasMore ? (answer.notifications.at(-1)?.seq ?? answer.latestSeq) : answer.latestSeq;
      more = answer.hasMore && answer.notifications.length > 0;
      this.skipTo(known);
    }
  }

  private skipTo(seq: number): void {
    if (this.upTo !== undefined && seq > this.upTo) {
      this.upTo = seq;
      for (const s of this.ahead) if (s <= seq) this.ahead.delete(s);
      this.parts.done(seq);
    }
    this.advance();
  }

  private advance(): void {
    if (this.upTo === undefined) return;
    const before = this.upTo;
    while (this.ahead.delete(this.upTo + 1)) this.upTo++;
    if (this.upTo > before) this.parts.done(this.upTo);
  }
}
