import { toast } from '../ui/toast';
import { whenLong } from '../ui/time';
import { CodedError, say } from '../wire/errors';
import type { Task } from '../wire/types';
import { isOpen, setDone, tasks } from './tasks';

const priorityText: Record<Task['priority'], string> = { urgent: 'Urgent', high: 'High priority', medium: '', low: 'Low priority' };

export function TaskRow({ task }: { task: Task }) {
  const open = isOpen(task);
  const overdue = open && !!task.dueAt && Date.parse(task.dueAt) < Date.now();

  const change = async (done: boolean) => {
    try {
      await setDone(task, done);
      if (done) toast(`Done: ${task.title}`, { label: 'Undo', run: () => void undo() });
    } catch (error) {
      toast(error instanceof CodedError && error.code === 'VERSION_MISMATCH' ? 'That task was changed elsewhere meanwhile.' : say(error));
      void tasks.load();
    }
  };
  const undo = async () => {
    const current = tasks.value.peek().data?.find((t) => t.id === task.id);
    if (current) await setDone(current, false).catch((error) => toast(say(error)));
  };

  return (
    <li class={`task ${open ? '' : 'is-done'}`}>
      <label>
        <input type="checkbox" checked={!open} onChange={(e) => void change(e.currentTarget.checked)} />
        <span class="task-body">
          <span class="task-title">{task.title}</span>
          <span class="task-facts">
            {task.dueAt && <time class={overdue ? 'overdue' : ''} dateTime={task.dueAt}>{overdue ? 'Overdue: ' : ''}{whenLong(task.dueAt)}</time>}
            {open && priorityText[task.priority] && <span class={`priority is-${task.priority}`}>{priorityText[task.priority]}</span>}
            {open && task.blocked && <span>Waits for another task</span>}
            {open && task.progress > 0 && <span>{task.progress} %</span>}
          </span>
          {task.description && <span class="task-note">{task.description}</span>}
        </span>
      </label>
    </li>
  );
}
