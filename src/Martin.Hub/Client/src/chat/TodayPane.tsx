import { EventRow } from '../calendar/EventRow';
import { days, events } from '../calendar/events';
import { TaskRow } from '../tasks/TaskRow';
import { isDueBy, isOpen, tasks } from '../tasks/tasks';
import { LoadedView, Skeleton } from '../ui/States';
import { addDays, dateKey, dayName, longDay } from '../ui/time';

/** From 1200 px the chat has company: the coming two days and what is due, as it changes. */
export function TodayPane() {
  const today = dateKey(new Date());
  return (
    <aside class="pane today" aria-label="Today and tomorrow">
      <header class="pane-head"><h2 class="pane-title">{longDay(today)}</h2></header>
      <div class="scroll pad">
        <LoadedView value={events.value.value} retry={() => void events.load()} skeleton={<Skeleton rows={3} />}>
          {(list) => days(list, today, 2).map((day) => (
            <section class="day" key={day.date}>
              <h3>{dayName(day.date)}</h3>
              {day.entries.length === 0
                ? <p class="quiet small day-free">Nothing planned</p>
                : <ul class="events">{day.entries.map((e) => <EventRow key={e.event.id} entry={e} />)}</ul>}
            </section>
          ))}
        </LoadedView>
        <section class="day">
          <h3>Tasks</h3>
          <LoadedView value={tasks.value.value} retry={() => void tasks.load()} skeleton={<Skeleton rows={3} />}>
            {(list) => {
              const due = list.filter((t) => isOpen(t) && isDueBy(t, addDays(today, 7)))
                .sort((a, b) => a.dueAt!.localeCompare(b.dueAt!)).slice(0, 8);
              return due.length === 0
                ? <p class="quiet small day-free">Nothing due in the next 7 days</p>
                : <ul class="task-list">{due.map((t) => <TaskRow key={t.id} task={t} />)}</ul>;
            }}
          </LoadedView>
        </section>
      </div>
    </aside>
  );
}
