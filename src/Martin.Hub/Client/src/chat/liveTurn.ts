import { signal, type ReadonlySignal } from '@preact/signals';
import { CodedError, fromHub } from '../wire/errors';
import type { SendMessage, TurnEvent } from '../wire/types';
import { emptyTurn, turnReducer, type TurnState } from './turnReducer';
import { hasEnded } from './turnView';

export interface TurnObserver {
  next(event: TurnEvent): void;
  error(error: unknown): void;
  complete(): void;
}

/** Where turns come from: the hub, or a test. Each call returns how to stop listening. */
export interface TurnSource {
  online(): Promise<void>;
  send(message: SendMessage, observer: TurnObserver): () => void;
  resume(turnId: string, afterSeq: number, observer: TurnObserver): () => void;
  pause(ms: number): Promise<void>;
}

export interface TurnOrigin {
  request?: SendMessage;
  turnId?: string;
  conversationId?: string;
  /** Ties a first message to the page that sent it, before the server has named the conversation. */
  draftKey?: string;
}

/** What can pass by itself; anything else the server said is its answer. */
const passing = new Set(['OFFLINE', 'RATE_LIMITED', 'UNAVAILABLE', 'PROVIDER_UNAVAILABLE', 'INTERNAL', 'UNAUTHENTICATED', 'TOKEN_EXPIRED']);

/** One turn followed to its end over any number of connections. */
export class LiveTurn {
  private readonly shown = signal<TurnState>(emptyTurn());
  private readonly refusal = signal<CodedError | undefined>(undefined);
  private current: TurnState;
  private drawing = false;
  private leave: (() => void) | undefined;
  private abandoned = false;
  readonly at = new Date().toISOString();

  constructor(private readonly source: TurnSource, readonly from: TurnOrigin) {
    this.current = emptyTurn(from.turnId);
    this.shown.value = this.current;
  }

  /** The state as drawn: at most once a frame, so that a burst of tokens costs one rendering. */
  get state(): ReadonlySignal<TurnState> { return this.shown; }
  /** Why the message was not taken, when the server refused it. */
  get refused(): ReadonlySignal<CodedError | undefined> { return this.refusal; }
  get turnId(): string | undefined { return this.shown.value.turnId; }
  get conversationId(): string | undefined { return this.shown.value.view.conversationId ?? this.from.conversationId ?? this.from.request?.conversationId; }

  /** Follows the turn; ends when it has ended, was refused, or is abandoned. */
  async run(): Promise<void> {
    for (let failures = 0; !this.abandoned && !hasEnded(this.current.view); ) {
      await this.source.online();
      if (this.abandoned) return;
      const before = this.current.lastSeq;
      const error = await this.follow();
      if (this.current.lastSeq > before) failures = 0;
      if (hasEnded(this.current.view) || this.abandoned) return;

      if (error && (!passing.has(error.code) || (!this.current.turnId && !error.offline))) {
        this.refusal.value = error;
        return;
      }
      const backoff = Math.min(250 * 2 ** failures++, 10_000);
      await this.source.pause(error?.retryAfterSeconds ? error.retryAfterSeconds * 1000 : backoff);
    }
  }

  /** Sends a refused message once more under the same id, which the server takes for the same message. */
  again(): Promise<void> {
    this.refusal.value = undefined;
    return this.run();
  }

  abandon(): void {
    this.abandoned = true;
    this.leave?.();
  }

  /** One connection's share of the turn. Resolves when the stream is over or has a hole. */
  private follow(): Promise<CodedError | undefined> {
    return new Promise((resolve) => {
      let stopListening: (() => void) | undefined;
      const done = (error?: unknown) => {
        stopListening?.();
        this.leave = undefined;
        this.draw();
        resolve(error === undefined ? undefined : fromHub(error));
      };
      const observer: TurnObserver = {
        next: (event) => {
          this.take(event);
          if (this.current.gap) done();
        },
        error: done,
        complete: () => done(),
      };
      const { turnId, lastSeq } = this.current;
      this.leave = () => done();
      stopListening = turnId
        ? this.source.resume(turnId, lastSeq, observer)
        : this.source.send(this.from.request!, observer);
    });
  }

  private take(event: TurnEvent): void {
    const first = this.current.turnId === undefined;
    this.current = turnReducer(this.current, event);
    if (first || hasEnded(this.current.view)) this.draw();
    else if (!this.drawing) {
      this.drawing = true;
      // Hidden pages get no frames.
      if (typeof document !== 'undefined' && !document.hidden) requestAnimationFrame(() => this.draw());
      else setTimeout(() => this.draw(), 50);
    }
  }

  private draw(): void {
    this.drawing = false;
    this.shown.value = this.current;
  }
}
