import { describe, expect, it } from 'vitest';
import { editsOf, withEdits, withValue } from '../src/chat/edits';
import { parsePeople } from '../src/chat/payload';
import { fromLocal, toLocal } from '../src/ui/time';

const payload = {
  title: 'Lunch', startTime: '2026-11-23T11:00:00Z', endTime: '2026-11-23T12:00:00Z', timeZone: 'Europe/Berlin', isAllDay: false,
  attendees: [{ email: 'ana@example.org', name: 'Ana' }], eventId: 'e1', recurrence: { freq: 'weekly' },
};

describe('editing a payload', () => {
  it('gives back what was not touched, letter for letter', () => {
    expect(withEdits(payload, editsOf(payload))).toEqual({ payload });
  });

  it('edits times in the zone of the payload and keeps an instant an instant', () => {
    const edits = editsOf(payload);
    const start = edits.findIndex((e) => e.label === 'Starts');
    expect(edits[start]!.value).toBe('2026-11-23T12:00');
    expect(withEdits(payload, withValue(edits, start, '2026-11-23T13:30'))).toMatchObject({
      payload: { startTime: '2026-11-23T12:30:00Z', endTime: '2026-11-23T13:30:00Z' },
    });
  });

  it('keeps a local time local', () => {
    const local = { startTime: '2026-11-23T12:00:00', timeZone: 'Europe/Berlin' };
    expect(withEdits(local, withValue(editsOf(local), 0, '2026-11-23T14:00'))).toEqual({
      payload: { startTime: '2026-11-23T14:00:00', timeZone: 'Europe/Berlin' },
    });
  });

  it('reaches the changes of an update', () => {
    const update = { eventId: 'e1', scope: 'this', changes: { title: 'Old' }, notify: true };
    const edits = editsOf(update);
    const title = edits.findIndex((e) => e.path.join('.') === 'changes.title');
    expect(withEdits(update, withValue(edits, title, 'New'))).toEqual({ payload: { ...update, changes: { title: 'New' } } });
  });

  it('says which field it cannot read', () => {
    const edits = editsOf(payload);
    const people = edits.findIndex((e) => e.control === 'people');
    expect(withEdits(payload, withValue(edits, people, 'Ana, who else'))).toEqual({ wrong: 'With' });
  });
});

describe('people', () => {
  it('reads names and bare addresses', () => {
    expect(parsePeople('Ana Silva <ana@x.org>, bo@x.org')).toEqual([{ email: 'ana@x.org', name: 'Ana Silva' }, { email: 'bo@x.org' }]);
    expect(parsePeople('')).toEqual([]);
    expect(parsePeople('Ana')).toBeUndefined();
  });
});

describe('local time', () => {
  it.each(['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland', 'UTC'])('goes there and back in %s', (zone) => {
    for (let hour = 0; hour < 24 * 366; hour += 31) {
      const instant = new Date(Date.UTC(2026, 0, 1, hour)).toISOString().replace('.000Z', 'Z');
      const back = fromLocal(toLocal(instant, zone), zone);
      // An hour that the clock shows twice comes back as its first.
      expect(toLocal(back, zone)).toBe(toLocal(instant, zone));
    }
  });

  it('moves a time that the clock skips', () => {
    expect(toLocal(fromLocal('2026-03-29T02:30', 'Europe/Berlin'), 'Europe/Berlin')).toBe('2026-03-29T03:30');
  });
});
