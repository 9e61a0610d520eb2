import { signal } from '@preact/signals';
import { recall, remember } from '../ui/storage';
import { thread } from './current';
import { say } from './turns';

/** What is being written; kept over reloads and a sign-out by the server. */
export const draft = signal(recall<string>('martin.draft') ?? '');

export function setDraft(text: string): void {
  draft.value = text;
  remember('martin.draft', text || undefined);
}

export function sendText(text: string): void {
  const { id, key, live } = thread.peek();
  // A second message to a conversation the server has not named yet must not begin another one.
  const conversationId = id.peek() ?? live.peek().find((t) => t.conversationId)?.conversationId;
  say(text, conversationId, key);
}

/** A new conversation takes one message until the server has named it; the next waits in the box. */
export const awaitsName = () => !thread.value.id.value && thread.value.live.value.some((t) => !t.refused.value && !t.conversationId);
