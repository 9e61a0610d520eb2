import { effect, signal } from '@preact/signals';
import { go, route } from '../ui/router';
import { toast } from '../ui/toast';
import { recall, remember } from '../ui/storage';
import { Thread } from './thread';

/** The conversation to come back to from the other places. */
export const lastThread = signal<string | undefined>(recall<string>('martin.thread'));

/** The open conversation. It stays while the user looks at calendar or tasks. */
export const thread = signal(new Thread());

let stopNaming: (() => void) | undefined;

function open(id: string | undefined): void {
  stopNaming?.();
  const next = new Thread(id);
  thread.value = next;
  keep(id);
  if (id) {
    void next.load().then(() => {
      if (!next.missing || thread.peek() !== next) return;
      if (route.peek().place === 'chat') toast(next.error.peek()!);
      openNew();
    });
  } else {
    stopNaming = next.named((name) => {
      if (thread.peek() !== next) return;
      keep(name);
      if (route.peek().place === 'chat') go('chat', name, true);
    });
  }
}

function keep(id: string | undefined): void {
  lastThread.value = id;
  remember('martin.thread', id);
}

/** A new conversation; one that is still empty already is. */
export function openNew(): void {
  if (thread.peek().id.peek() || thread.peek().live.peek().length) open(undefined);
  if (route.peek().place === 'chat' && route.peek().id) go('chat');
}

/** Lets the address choose the conversation. Returns how to stop. */
export function startThreads(): () => void {
  if (!location.hash && lastThread.peek()) go('chat', lastThread.peek(), true);
  else open(route.peek().place === 'chat' ? route.peek().id : lastThread.peek());
  const stop = effect(() => {
    const { place, id } = route.value;
    if (place === 'chat' && id !== thread.peek().id.peek()) open(id);
  });
  return () => {
    stop();
    stopNaming?.();
    thread.value = new Thread();
  };
}
