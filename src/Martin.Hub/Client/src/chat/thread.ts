import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import { api } from '../wire/api';
import { CodedError, say } from '../wire/errors';
import { newId } from '../wire/ids';
import type { Action, ChatMessage, TurnEvent } from '../wire/types';
import { noteActions } from './actions';
import { conversations } from './conversations';
import type { LiveTurn } from './liveTurn';
import { replay } from './turnReducer';
import { turns } from './turns';
import type { TurnView } from './turnView';

/** One exchange as shown: what was said and what Martin made of it. */
export interface Exchange {
  key: string;
  said: ChatMessage | undefined;
  answer: ChatMessage | undefined;
  view: TurnView | undefined;
  live: LiveTurn | undefined;
}

interface Past { key: string; turnId: string | undefined; said?: ChatMessage; answer?: ChatMessage; view?: TurnView }

/** So many of the latest turns are shown with all their steps; older ones with their text and receipts. */
const replayed = 6;

/** One conversation as open on the page; without an id it is a new one, until its first message is taken. */
export class Thread {
  readonly key = newId();
  readonly id = signal<string | undefined>(undefined);
  readonly past = signal<readonly Past[]>([]);
  readonly loading = signal(false);
  readonly error = signal<string | undefined>(undefined);
  /** Deleted, perhaps on another device. */
  missing = false;
  private readonly cursor = signal<string | undefined>(undefined);

  readonly live: ReadonlySignal<readonly LiveTurn[]> = computed(() =>
    turns.value.filter((t) => t.from.draftKey === this.key || (this.id.value !== undefined && t.conversationId === this.id.value)));

  readonly exchanges: ReadonlySignal<readonly Exchange[]> = computed(() => {
    const live = this.live.value;
    const running = new Set(live.map((t) => t.turnId).filter(Boolean));
    return [
      ...this.past.value.filter((p) => !running.has(p.turnId)).map(fromPast),
      ...live.map(fromLive),
    ];
  });

  constructor(id?: string) {
    this.id.value = id;
  }

  get hasOlder(): boolean { return this.cursor.value !== undefined; }

  /** Follows the first message of a new conversation to learn the name the server gave it. */
  named(use: (id: string) => void): () => void {
    return effect(() => {
      const id = this.live.value.find((t) => t.from.draftKey === this.key)?.conversationId;
      if (!id || this.id.peek()) return;
      this.id.value = id;
      queueMicrotask(() => use(id));
      void conversations.load();
    });
  }

  async load(older = false): Promise<void> {
    const id = this.id.peek();
    if (!id || this.loading.peek()) return;
    this.loading.value = true;
    this.error.value = undefined;
    try {
      const cursor = older && this.cursor.peek() ? `&cursor=${encodeURIComponent(this.cursor.peek()!)}` : '';
      const page = await api.page<ChatMessage>(`/api/v1/chat/history?conversationId=${id}&limit=50${cursor}`);
      const past = grouped(page.data.toReversed());
      if (!older) await Promise.all([withSteps(past.slice(-replayed)), loadActions()]);
      this.past.value = older ? joined(past, this.past.peek()) : past;
      this.cursor.value = page.nextCursor;
    } catch (error) {
      this.missing = error instanceof CodedError && error.code === 'NOT_FOUND';
      this.error.value = this.missing ? 'This conversation is not there any more.' : say(error);
    } finally {
      this.loading.value = false;
    }
  }
}

function grouped(messages: readonly ChatMessage[]): Past[] {
  const past: Past[] = [];
  for (const message of messages) {
    let at = past.at(-1);
    if (!at || !message.turnId || at.turnId !== message.turnId) past.push((at = { key: message.turnId ?? message.id, turnId: message.turnId }));
    if (message.role === 'assistant') at.answer = message;
    else at.said = message;
  }
  return past;
}

/** A page border may run through a turn. */
function joined(older: Past[], newer: readonly Past[]): Past[] {
  const border = older.at(-1);
  const next = newer[0];
  if (!border?.turnId || border.turnId !== next?.turnId) return [...older, ...newer];
  return [...older.slice(0, -1), { ...border, ...next }, ...newer.slice(1)];
}

async function withSteps(past: readonly Past[]): Promise<void> {
  await Promise.all(past.map(async (p) => {
    if (!p.turnId) return;
    try {
      const { events, ended } = await api.get<{ events: TurnEvent[]; ended: boolean }>(`/api/v1/chat/turns/${p.turnId}?afterSeq=0`);
      if (ended) p.view = replay(p.turnId, events).view;
    } catch {
      // The text is there already; its steps are an extra.
    }
  }));
}

async function loadActions(): Promise<void> {
  try {
    noteActions((await api.page<Action>('/api/v1/assistant/actions?limit=200')).data);
  } catch {
    // Cards then show the state they had when their turn ended.
  }
}

const fromPast = (p: Past): Exchange => ({ key: p.key, said: p.said, answer: p.answer, view: p.view, live: undefined });

function fromLive(turn: LiveTurn): Exchange {
  const { view, turnId } = turn.state.value;
  const request = turn.from.request;
  const said = view.question ?? (request && {
    id: request.clientMessageId, conversationId: '', role: 'user' as const, content: request.text, createdAt: turn.at,
  });
  return { key: request?.clientMessageId ?? turnId ?? turn.at, said, answer: undefined, view, live: turn };
}
