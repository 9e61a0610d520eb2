import { setDraft } from '../chat/compose';
import { Icon } from '../ui/Icon';
import { go } from '../ui/router';
import { Empty, LoadedView, Skeleton } from '../ui/States';
import { addDays, dayName, deviceZone, longDay, shortDay, zone } from '../ui/time';
import { EventRow } from './EventRow';
import { days, events, firstDay, weeksAhead, type Day } from './events';

export function CalendarPage() {
  const from = firstDay();
  const move = (weeks: number) => {
    weeksAhead.value = weeks;
    void events.load();
  };
  return (
    <main class="pane page" aria-label="Calendar">
      <header class="pane-head">
        <h1 class="pane-title">Calendar</h1>
        <p class="quiet small">{shortDay(from)} – {shortDay(addDays(from, 6))}</p>
        <button class="icon-button" aria-label="Earlier week" onClick={() => move(weeksAhead.value - 1)}><Icon name="back" /></button>
        {weeksAhead.value !== 0 && <button class="button quiet-button" onClick={() => move(0)}>Today</button>}
        <button class="icon-button" aria-label="Later week" onClick={() => move(weeksAhead.value + 1)}><Icon name="next" /></button>
      </header>
      <div class="scroll">
        <div class="page-body">
          {zone.value !== deviceZone() && <p class="quiet small">Times are in {zone.value.replaceAll('_', ' ')}.</p>}
          <LoadedView value={events.value.value} retry={() => void events.load()} skeleton={<Skeleton rows={6} />}>
            {(list) => <Agenda days={days(list, from, 7)} />}
          </LoadedView>
        </div>
      </div>
    </main>
  );
}

function Agenda({ days }: { days: Day[] }) {
  if (days.every((d) => d.entries.length === 0)) return <NoEvents />;
  return <>{days.map((day) => <DayView key={day.date} day={day} />)}</>;
}

function DayView({ day }: { day: Day }) {
  const name = dayName(day.date);
  return (
    <section class="day" aria-label={longDay(day.date)}>
      <h2>{name}{name !== longDay(day.date) && <span class="quiet"> {shortDay(day.date)}</span>}</h2>
      {day.entries.length === 0
        ? <p class="quiet small day-free">Nothing planned</p>
        : <ul class="events">{day.entries.map((e) => <EventRow key={e.event.id} entry={e} />)}</ul>}
    </section>
  );
}

const NoEvents = () => (
  <Empty icon="calendar" title="These days are free">
    <p class="quiet">Say what to plan, as you would to a person.</p>
    <button class="button" onClick={() => { setDraft('schedule '); go('chat'); }}>Plan something in the chat</button>
  </Empty>
);
