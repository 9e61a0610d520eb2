import { fromLocal, toLocal, zone } from '../ui/time';
import type { Payload } from '../wire/types';
import { isMoment, isPerson, isRecord, labelOf, parsePeople, personText } from './payload';

/** How one member of a payload is edited. Members without a sensible control are left as they are. */
export interface Edit {
  path: readonly string[];
  label: string;
  control: 'line' | 'text' | 'moment' | 'date' | 'people' | 'number' | 'yes';
  value: string;
}

const textual = new Set(['body', 'content', 'description', 'comment']);
const peopleKeys = new Set(['to', 'cc', 'bcc', 'attendees']);

export function editsOf(payload: Payload, path: readonly string[] = [], timeZone = zoneOf(payload)): Edit[] {
  return Object.entries(payload).flatMap(([key, value]): Edit[] => {
    const edit = (control: Edit['control'], text: string): Edit[] => [{ path: [...path, key], label: labelOf(key), control, value: text }];
    if (/(^id|Id|Ids)$/.test(key) || key === 'timeZone' || key === 'dependsOn' || key === 'version' || key === 'scope') return [];
    if (peopleKeys.has(key) && Array.isArray(value) && value.every(isPerson)) return edit('people', value.map(personText).join(', '));
    if (key === 'changes' && isRecord(value)) return editsOf(value, [...path, key], timeZone);
    if (typeof value === 'boolean') return key === 'isAllDay' ? [] : edit('yes', String(value));
    if (typeof value === 'number') return edit('number', String(value));
    if (typeof value !== 'string') return [];
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return edit('date', value);
    if (isMoment(value)) return edit('moment', hasZone(value) ? toLocal(value, timeZone) : value.slice(0, 16));
    return edit(textual.has(key) ? 'text' : 'line', value);
  });
}

const hasZone = (moment: string) => /(Z|[+-]\d{2}:\d{2})$/.test(moment.slice(10));

const zoneOf = (payload: Payload) => (typeof payload['timeZone'] === 'string' ? payload['timeZone'] : zone.peek());

/** One field changed. Moving the start takes the end along, so that a moved event keeps its length. */
export function withValue(edits: readonly Edit[], index: number, value: string): readonly Edit[] {
  const edit = edits[index]!;
  const next = edits.with(index, { ...edit, value });
  const end = next.findIndex((e) => e.path.join('.') === edit.path.join('.').replace(/startTime$/, 'endTime') && e.path.at(-1) === 'endTime');
  const moved = Date.parse(`${value}Z`) - Date.parse(`${edit.value}Z`);
  if (edit.path.at(-1) !== 'startTime' || edit.control !== 'moment' || end < 0 || !Number.isFinite(moved)) return next;
  const until = Date.parse(`${next[end]!.value}Z`) + moved;
  return Number.isFinite(until) ? next.with(end, { ...next[end]!, value: new Date(until).toISOString().slice(0, 16) }) : next;
}

/** The payload with the edits in their places, or the label of the field that cannot be read. */
export function withEdits(payload: Payload, edits: readonly Edit[]): { payload: Payload } | { wrong: string } {
  const next = structuredClone(payload);
  for (const edit of edits) {
    const holder = edit.path.slice(0, -1).reduce<Payload>((at, key) => at[key] as Payload, next);
    const key = edit.path.at(-1)!;
    const value = read(edit, holder[key], zoneOf(payload));
    if (value === undefined) return { wrong: edit.label };
    holder[key] = value;
  }
  return { payload: next };
}

function read({ control, value }: Edit, before: unknown, timeZone: string): unknown {
  switch (control) {
    case 'people':
      return parsePeople(value);
    case 'yes':
      return value === 'true';
    case 'number':
      return value.trim() && Number.isFinite(Number(value)) ? Number(value) : undefined;
    case 'moment': {
      if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value)) return undefined;
      const instant = hasZone(String(before));
      // Untouched values go back letter for letter.
      if (value === (instant ? toLocal(String(before), timeZone) : String(before).slice(0, 16))) return before;
      return instant ? fromLocal(value, timeZone) : `${value.slice(0, 16)}:00`;
    }
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined;
    default:
      return value;
  }
}
