import { computed } from '@preact/signals';
import { resource } from '../ui/store';
import { dateKey } from '../ui/time';
import { all, api } from '../wire/api';
import type { Task, TaskStatus } from '../wire/types';

export const tasks = resource(() => all<Task>('/api/v1/tasks'));

export const isOpen = (t: Task) => t.status !== 'completed';

export const isDueBy = (t: Task, date: string) => t.dueAt !== undefined && t.dueAt !== null && dateKey(new Date(t.dueAt)) <= date;

/** Open tasks due today or before. */
export const dueCount = computed(() => {
  const today = dateKey(new Date());
  return (tasks.value.value.data ?? []).filter((t) => isOpen(t) && isDueBy(t, today)).length;
});

export type Group = 'Overdue' | 'Today' | 'Next 7 days' | 'Later' | 'Without a date' | 'Done';

const rank = { urgent: 0, high: 1, medium: 2, low: 3 };

/** Tasks under the headings a day is planned by: by date, then by importance. */
export function grouped(list: readonly Task[], now: Date): [Group, Task[]][] {
  const today = dateKey(now);
  const week = dateKey(new Date(now.getTime() + 7 * 86_400_000));
  const groupOf = (t: Task): Group => {
    if (!isOpen(t)) return 'Done';
    if (!t.dueAt) return 'Without a date';
    const due = dateKey(new Date(t.dueAt));
    if (due < today || Date.parse(t.dueAt) < now.getTime()) return 'Overdue';
    return due === today ? 'Today' : due <= week ? 'Next 7 days' : 'Later';
  };
  const groups = new Map<Group, Task[]>(
    (['Overdue', 'Today', 'Next 7 days', 'Later', 'Without a date', 'Done'] as const).map((g) => [g, []]));
  for (const task of list) groups.get(groupOf(task))!.push(task);
  for (const [group, members] of groups) members.sort(group === 'Done' ? byNews : byDate);
  return [...groups].filter(([, members]) => members.length > 0);
}

const byNews = (a: Task, b: Task) => b.updatedAt.localeCompare(a.updatedAt);
const byDate = (a: Task, b: Task) =>
  (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9') || rank[a.priority] - rank[b.priority] || a.createdAt.localeCompare(b.createdAt);

/** Ticks off at once and takes it back if the server says no; the next news brings the server's own state. */
export async function setDone(task: Task, done: boolean): Promise<void> {
  const status: TaskStatus = done ? 'completed' : 'pending';
  const before = tasks.value.peek().data ?? [];
  tasks.set(before.map((t) => (t.id === task.id ? { ...t, status, progress: done ? 100 : 0 } : t)));
  try {
    const saved = await api.put<Task>(`/api/v1/tasks/${task.id}`, {
      title: task.title,
      description: task.description,
      status,
      priority: task.priority,
      progress: done ? 100 : 0,
      dueAt: task.dueAt,
      remindAt: task.remindAt,
      list: task.list,
      dependsOn: task.dependsOn,
      version: task.version,
    });
    tasks.set((tasks.value.peek().data ?? []).map((t) => (t.id === saved.id ? saved : t)));
  } catch (error) {
    tasks.set((tasks.value.peek().data ?? []).map((t) => (t.id === task.id ? task : t)));
    throw error;
  }
}
