import { signal } from '@preact/signals';
import { resource } from '../ui/store';
import { addDays, dateKey, startOfDay } from '../ui/time';
import { all } from '../wire/api';
import type { CalendarEvent } from '../wire/types';

/** How many weeks the agenda has been moved from today. */
export const weeksAhead = signal(0);

export const firstDay = () => addDays(dateKey(new Date()), weeksAhead.value * 7);

/** The seven days shown, and always the coming ones too, for today's pane. */
export const events = resource(async () => {
  const today = dateKey(new Date());
  const shown = addDays(today, weeksAhead.peek() * 7);
  const [from, to] = shown < today ? [shown, addDays(today, 7)] : [today, addDays(shown, 7)];
  const query = new URLSearchParams({ from: startOfDay(from), to: startOfDay(to) });
  const list = await all<CalendarEvent>(`/api/v1/calendar/events?${query}`);
  return list.filter((e) => e.status !== 'cancelled');
});

export interface DayEntry { event: CalendarEvent; overlaps: string[] }
export interface Day { date: string; entries: DayEntry[] }

/** Events day by day: whole days first, then by start; what runs over midnight stands on each of its days. */
export function days(list: readonly CalendarEvent[], from: string, count: number): Day[] {
  return Array.from({ length: count }, (_, i) => {
    const date = addDays(from, i);
    const here = list.filter((e) => touches(e, date)).sort(byStart);
    return { date, entries: here.map((event) => ({ event, overlaps: here.filter((o) => overlap(event, o)).map((o) => o.title) })) };
  });
}

export function touches(e: CalendarEvent, date: string): boolean {
  if (e.isAllDay) return e.startTime.slice(0, 10) <= date && date < e.endTime.slice(0, 10);
  const start = dateKey(new Date(e.startTime));
  // An end at midnight belongs to the day before.
  const end = dateKey(new Date(Math.max(Date.parse(e.endTime) - 1, Date.parse(e.startTime))));
  return start <= date && date <= end;
}

const byStart = (a: CalendarEvent, b: CalendarEvent) =>
  Number(b.isAllDay ?? false) - Number(a.isAllDay ?? false) || Date.parse(a.startTime) - Date.parse(b.startTime);

const blocks = (e: CalendarEvent) => !e.isAllDay && e.transparency !== 'transparent' && e.selfResponse !== 'declined';

const overlap = (a: CalendarEvent, b: CalendarEvent) =>
  a !== b && blocks(a) && blocks(b) && Date.parse(a.startTime) < Date.parse(b.endTime) && Date.parse(b.startTime) < Date.parse(a.endTime);
