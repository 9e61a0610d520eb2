import { computed, signal } from '@preact/signals';
import { go } from '../ui/router';
import { resource } from '../ui/store';
import { api } from '../wire/api';
import type { PlanStatus, Run } from '../wire/types';
import { conversations } from './conversations';
import { thread } from './current';

/** The newest tasks that Martin was given. */
export const runs = resource(async () => (await api.page<Run>('/api/v1/assistant/runs?limit=20')).data);

/** Whether what is being written is a task for Martin to see through by itself. */
export const byItself = signal(false);

/** The task that is under way in the open conversation. */
export const openRun = computed(() =>
  (runs.value.value.data ?? []).find((r) => r.conversationId === thread.value.id.value && (r.status === 'running' || r.status === 'waiting')));

export async function execute(task: string, conversationId: string | undefined): Promise<void> {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const run = await api.post<Run>('/api/v1/assistant/execute', { task, timeZone, ...(conversationId ? { conversationId } : {}) });
  put(run);
  void conversations.load();
  if (!conversationId) go('chat', run.conversationId);
}

export async function cancelRun(run: Run): Promise<void> {
  put(await api.post<Run>(`/api/v1/assistant/runs/${run.runId}/cancel`));
}

function put(run: Run): void {
  runs.set([run, ...(runs.value.peek().data ?? []).filter((r) => r.runId !== run.runId)]);
}

const over: readonly PlanStatus[] = ['done', 'failed', 'skipped'];

export const isOver = (status: PlanStatus) => over.includes(status);

/** Where the task stands, in a line. */
export function standing(run: Run): string {
  if (run.status === 'waiting') return run.waitsFor === 'answer' ? 'Waits for your answer' : 'Waits for your decision';
  const done = run.plan.filter((s) => isOver(s.status)).length;
  return run.plan.length ? `Working on it · step ${Math.min(done + 1, run.plan.length)} of ${run.plan.length}` : 'Working on it';
}
