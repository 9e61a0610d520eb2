import type { Attendee, CardLine, Payload } from '../wire/types';
import { clock, dateKey, dayName, zone } from '../ui/time';

/** One line of a payload as a person reads it. `long` is text with its own lines. */
export interface Field { label: string; text: string; long: boolean }

const labels: Record<string, string> = {
  to: 'To', cc: 'Cc', bcc: 'Bcc', dueAt: 'Due', remindAt: 'Reminder', startTime: 'Starts', endTime: 'Ends',
  body: 'Message', isAllDay: 'All day', location: 'Where', notify: 'Tell the others', dependsOn: 'After', durationMinutes: 'Minutes',
  timeZone: 'Time zone', newStart: 'New start', query: 'About', from: 'From', attendees: 'With', text: 'Message',
};

const scopes: Record<string, string> = { following: 'this one and those after it', all: 'the whole series' };

const longOnes = new Set(['body', 'content', 'description', 'text', 'comment', 'instructions']);
const isId = (key: string) => /(^id|Id|Ids)$/.test(key) || key === 'version' || key === 'dependsOn';

/**
 * The parts of a payload that mean something to a person, in its own order; ids and empty members are left out.
 * Among changes nothing that says something is: an empty member takes away what was there.
 */
export function fieldsOf(payload: Payload, inherited?: string, changing = false): Field[] {
  const timeZone = text(payload['timeZone']) ?? inherited;
  const { startTime, endTime } = payload;
  const span = typeof startTime === 'string' && typeof endTime === 'string';
  return Object.entries(payload).flatMap(([key, value]): Field[] => {
    if (value === null || value === undefined) return [];
    if (changing && isEmpty(value)) return [field(labelOf(key), 'none')];
    if (value === '' || isId(key)) return [];
    if (span && key === 'startTime') return [field('When', spanText(startTime, endTime, timeZone))];
    if (span && (key === 'endTime' || key === 'isAllDay')) return [];
    if (key === 'timeZone') return timeZone === zone.value ? [] : [field('Time zone', timeZone ?? '')];
    if (key === 'changes' && isRecord(value)) return fieldsOf(value, timeZone, true);
    if (value === false && !changing && key !== 'notify') return [];
    if (key === 'scope') return value === 'this' ? [] : [field('Applies to', scopes[String(value)] ?? String(value))];
    const shown = valueText(value, timeZone);
    return shown ? [field(labelOf(key), shown, longOnes.has(key))] : [];
  });
}

/** A payload with what the server says that it changes and is done to, in place of the members that say it by ids and new values alone. */
export function cardFields(payload: Payload, lines: readonly CardLine[] = []): Field[] {
  if (lines.length === 0) return fieldsOf(payload);
  const { changes: _, ...rest } = payload;
  return [...lines.map((l) => field(labelOf(l.label), l.before ? `${l.before} → ${l.text}` : l.text, longOnes.has(l.label))), ...fieldsOf(rest)];
}

const isEmpty = (value: unknown) => value === '' || (Array.isArray(value) && value.length === 0);

const field = (label: string, shown: string, long = false): Field => ({ label, text: shown, long });

export const labelOf = (key: string) =>
  labels[key] ?? key.replace(/([A-Z])/g, ' $1').replace(/_/g, ' ').toLowerCase().replace(/^./, (c) => c.toUpperCase());

function valueText(value: unknown, timeZone: string | undefined): string {
  if (typeof value === 'string') return isMoment(value) ? momentText(value, timeZone) : value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map((v) => valueText(v, timeZone)).filter(Boolean).join(', ');
  if (isPerson(value)) return personText(value);
  if (isRecord(value)) return fieldsOf(value, timeZone).map((f) => `${f.label}: ${f.text}`).join(', ');
  return '';
}

export const isRecord = (value: unknown): value is Payload => typeof value === 'object' && value !== null && !Array.isArray(value);

export const isPerson = (value: unknown): value is Attendee => isRecord(value) && typeof value['email'] === 'string';

export const personText = (p: Attendee) => (p.name ? `${p.name} <${p.email}>` : p.email);

export const isMoment = (value: string) => /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/.test(value);

const hasZone = (moment: string) => /(Z|[+-]\d{2}:\d{2})$/.test(moment.slice(10));

/** Day and time of a moment: an instant in the given zone, a local time as it stands. */
function split(moment: string, timeZone = zone.value): { day: string; time: string } {
  if (moment.length === 10) return { day: moment, time: '' };
  if (hasZone(moment)) return { day: dateKey(new Date(moment), timeZone), time: clock(new Date(moment), timeZone) };
  return { day: moment.slice(0, 10), time: clock(new Date(`${moment.slice(0, 16)}:00Z`), 'UTC') };
}

export function momentText(moment: string, timeZone?: string): string {
  const { day, time } = split(moment, timeZone);
  return time ? `${dayName(day)}, ${time}` : dayName(day);
}

export function spanText(from: string, to: string, timeZone?: string): string {
  const start = split(from, timeZone);
  const end = split(to, timeZone);
  if (!start.time) return dayName(start.day);
  return start.day === end.day
    ? `${dayName(start.day)}, ${start.time} – ${end.time}`
    : `${dayName(start.day)}, ${start.time} – ${dayName(end.day)}, ${end.time}`;
}

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);

/** "Ana <ana@x.org>, bob@x.org" back into people; undefined when something in it is no address. */
export function parsePeople(line: string): Attendee[] | undefined {
  const people: Attendee[] = [];
  for (const piece of line.split(/[,;\n]/).map((p) => p.trim()).filter(Boolean)) {
    const match = /^(?:"?([^"<]*?)"?\s*)<([^<>\s]+@[^<>\s]+)>$/.exec(piece) ?? /^()([^<>\s]+@[^<>\s]+)$/.exec(piece);
    if (!match) return undefined;
    people.push(match[1] ? { email: match[2]!, name: match[1] } : { email: match[2]! });
  }
  return people;
}
