import { effect } from '@preact/signals';
import { fetchAction } from './chat/actions';
import { conversations } from './chat/conversations';
import { startThreads, thread } from './chat/current';
import { runs } from './chat/runs';
import { attach, startTurns, stopTurns } from './chat/turns';
import { events } from './calendar/events';
import { sessionEnded } from './session/session';
import { preferences } from './settings/preferences';
import { NotificationFeed } from './sync/feed';
import { tasks } from './tasks/tasks';
import { go, route } from './ui/router';
import { toast } from './ui/toast';
import { recall, remember } from './ui/storage';
import { hub } from './wire/hub';
import type { Notification, SyncAnswer, TurnStarted } from './wire/types';

let feed: NotificationFeed | undefined;
const stops: (() => void)[] = [];

hub.on<TurnStarted>('TurnStarted', (t) => {
  attach(t.turnId, t.conversationId);
  if (t.origin === 'task' || t.origin === 'action') void runs.load(); // a task begins, perhaps on another device, or goes on
});
hub.on<Notification>('Notification', (n) => feed?.take(n));
hub.on<{ reason?: string }>('SessionRevoked', ({ reason }) => sessionEnded(reason));

/** Everything that lives as long as somebody is signed in. */
export function startAssistant(userId: string): void {
  const seqKey = `martin.seq.${userId}`;
  feed = new NotificationFeed({
    from: recall<number>(seqKey),
    sync: (afterSeq) => hub.invoke<SyncAnswer>('Sync', { afterSeq }),
    latest: async () => (await hub.invoke<{ latestSeq: number }>('Ping')).latestSeq,
    handle,
    done: (seq) => {
      remember(seqKey, seq);
      void hub.invoke('Acknowledge', seq).catch(() => undefined); // the next one covers it
    },
    turn: (t) => attach(t.turnId, t.conversationId),
  });
  startTurns(userId);
  stops.push(startThreads());
  hub.start();
  stops.push(effect(() => {
    if (hub.state.value === 'online') void catchUp();
  }));

  const probe = () => void (document.hidden || hub.probe());
  for (const name of ['online', 'offline', 'focus'] as const) {
    window.addEventListener(name, probe);
    stops.push(() => window.removeEventListener(name, probe));
  }
  document.addEventListener('visibilitychange', probe);
  stops.push(() => document.removeEventListener('visibilitychange', probe));
}

export function stopAssistant(): void {
  stops.splice(0).forEach((stop) => stop());
  feed = undefined;
  stopTurns();
  for (const list of [conversations, runs, tasks, events, preferences]) list.clear();
  void hub.stop();
}

/** After each connect: what happened meanwhile, and fresh lists, since pushes are only hints. */
async function catchUp(): Promise<void> {
  await Promise.allSettled([feed?.catchUp(), preferences.load(), conversations.load(), runs.load(), tasks.load(), events.load()]);
  if (thread.peek().error.peek()) void thread.peek().load();
}

/** With a way to the conversation, unless it is open. */
function tell({ title, body, data }: Notification): void {
  const id = data?.['conversationId'];
  if (typeof id !== 'string' || (id === thread.peek().id.peek() && route.peek().place === 'chat')) return;
  toast([title, body].filter(Boolean).join(' · '), { label: 'Open', run: () => go('chat', id) }, 60_000);
}

function handle(notification: Notification): void {
  const data = notification.data ?? {};
  switch (notification.type) {
    case 'task_changed':
      return void tasks.load();
    case 'event_changed':
    case 'conflict_detected':
      return void events.load();
    case 'turn_completed':
      return void conversations.load();
    case 'run_changed':
      void runs.load();
      void conversations.load();
      if (data['status'] !== 'running' && data['status'] !== 'cancelled') tell(notification);
      return;
    case 'briefing_ready':
      void conversations.load();
      return tell(notification);
    case 'action_requested':
    case 'action_resolved':
      if (typeof data['actionId'] === 'string') void fetchAction(data['actionId']).catch(() => undefined);
      return;
    case 'reminder_due':
      return toast([notification.title, notification.body].filter(Boolean).join(' · '), undefined, 60_000);
  }
}
