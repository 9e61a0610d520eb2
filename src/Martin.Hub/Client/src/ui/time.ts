// Times as people read them. The zone is always said aloud by the caller: the user's, by preference or device.

import { signal } from '@preact/signals';

export const deviceZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The user's zone and hour cycle; the preferences set them once loaded. */
export const zone = signal(deviceZone());
export const hourCycle = signal<'h12' | 'h23' | undefined>(undefined);

const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: Date, options: Intl.DateTimeFormatOptions, timeZone = zone.value): string {
  const key = JSON.stringify([options, timeZone, hourCycle.value]);
  let f = formats.get(key);
  if (!f) {
    const cycle = options.hour && hourCycle.value ? { hourCycle: hourCycle.value } : {};
    formats.set(key, (f = new Intl.DateTimeFormat(undefined, { ...options, ...cycle, timeZone })));
  }
  return f.format(at);
}

/** 9:05 am, or 09:05 where the day has 24 hours. */
export const clock = (at: Date, timeZone?: string) => format(at, { hour: longDays() ? '2-digit' : 'numeric', minute: '2-digit' }, timeZone);

const localCycle = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions().hourCycle;
const longDays = () => (hourCycle.value ?? localCycle)?.startsWith('h2') ?? false;

/** The calendar date in the zone, as 2026-11-22. */
export function dateKey(at: Date, timeZone = zone.value): string {
  const p = parts(at, timeZone);
  return `${p.year}-${p.month}-${p.day}`;
}

export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** "Today", "Tomorrow", else "Friday 27 November" in the browser's own order of words. */
export function dayName(date: string, now = new Date()): string {
  const today = dateKey(now);
  if (date === today) return 'Today';
  if (date === addDays(today, 1)) return 'Tomorrow';
  if (date === addDays(today, -1)) return 'Yesterday';
  return longDay(date);
}

export const longDay = (date: string) =>
  format(new Date(`${date}T12:00:00Z`), { weekday: 'long', day: 'numeric', month: 'long' }, 'UTC');

export const shortDay = (date: string) =>
  format(new Date(`${date}T12:00:00Z`), { weekday: 'short', day: 'numeric', month: 'short' }, 'UTC');

/** Moment for lists: the hour today, else the day. */
export function when(iso: string, now = new Date()): string {
  const at = new Date(iso);
  const day = dateKey(at);
  return day === dateKey(now) ? clock(at) : shortDay(day);
}

export function whenLong(iso: string, now = new Date()): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return dayName(iso, now);
  const at = new Date(iso);
  return `${dayName(dateKey(at), now)}, ${clock(at)}`;
}

/** "Today, 09:05" within a sentence: "today, 09:05"; names of days keep their capitals. */
export const inSentence = (moment: string) => moment.replace(/^(Today|Tomorrow|Yesterday)\b/, (word) => word.toLowerCase());

/** 90 → "1 h 30 min". */
export function minutesText(minutes: number): string {
  const h = Math.floor(minutes / 60);
  const m = Math.round(minutes % 60);
  return [h ? `${h} h` : '', m || !h ? `${m} min` : ''].filter(Boolean).join(' ');
}

/** "2 days left", "5 min left"; empty once it is over. */
export function timeLeft(until: string, now = Date.now()): string {
  const minutes = (Date.parse(until) - now) / 60_000;
  if (!(minutes > 0)) return '';
  if (minutes < 1) return 'less than a minute left';
  if (minutes < 60) return `${Math.floor(minutes)} min left`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h left`;
  return `${Math.round(minutes / 1440)} days left`;
}

function parts(at: Date, timeZone: string): Record<string, string> {
  const found = new Intl.DateTimeFormat('en-CA', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  }).formatToParts(at);
  return Object.fromEntries(found.map((p) => [p.type, p.value]));
}

/** An instant as local time for a datetime-local input: 2026-11-22T09:00. */
export function toLocal(iso: string, timeZone = zone.value): string {
  const p = parts(new Date(iso), timeZone);
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}

/** Local time in a zone as an instant; a time the clock skips is moved by the jump, a doubled one is its first. */
export function fromLocal(local: string, timeZone = zone.value): string {
  const asUtc = Date.parse(`${local.slice(0, 16)}:00Z`);
  const offsetAt = (ms: number) => Date.parse(`${toLocal(new Date(ms).toISOString(), timeZone)}:00Z`) - ms;
  const before = asUtc - offsetAt(asUtc - 86_400_000);
  const after = asUtc - offsetAt(asUtc + 86_400_000);
  const fits = (ms: number) => offsetAt(ms) === asUtc - ms;
  return new Date(!fits(before) && fits(after) ? after : before).toISOString().replace('.000Z', 'Z');
}

/** The instant at which a day begins in the user's zone. */
export const startOfDay = (date: string) => fromLocal(`${date}T00:00`);
