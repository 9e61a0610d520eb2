import { Empty, LoadedView, Skeleton } from '../ui/States';
import { go } from '../ui/router';
import { setDraft } from '../chat/compose';
import { TaskRow } from './TaskRow';
import { grouped, tasks } from './tasks';

export const TasksPage = () => (
  <main class="pane page" aria-label="Tasks">
    <header class="pane-head"><h1 class="pane-title">Tasks</h1></header>
    <div class="scroll">
      <div class="page-body">
        <LoadedView value={tasks.value.value} retry={() => void tasks.load()} skeleton={<Skeleton rows={6} />}>
          {(list) => (list.length === 0 ? <NoTasks /> : grouped(list, new Date()).map(([group, members]) =>
            group === 'Done'
              ? (
                <details key={group} class="group">
                  <summary><h2>Done</h2><span class="quiet">{members.length}</span></summary>
                  <ul class="task-list">{members.map((t) => <TaskRow key={t.id} task={t} />)}</ul>
                </details>
              )
              : (
                <section key={group} class="group" aria-label={group}>
                  <h2>{group}</h2>
                  <ul class="task-list">{members.map((t) => <TaskRow key={t.id} task={t} />)}</ul>
                </section>
              )))}
        </LoadedView>
      </div>
    </div>
  </main>
);

const NoTasks = () => (
  <Empty icon="tasks" title="Nothing to do">
    <p class="quiet">Tell Martin what to remember, and when.</p>
    <button class="button" onClick={() => { setDraft('remind me to '); go('chat'); }}>Add a task in the chat</button>
  </Empty>
);
