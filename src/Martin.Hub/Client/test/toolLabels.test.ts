import { describe, expect, it } from 'vitest';
import { toolLabel } from '../src/chat/toolLabels';
import { inSentence, shortDay, timeLeft } from '../src/ui/time';

const looked = (from: string, to: string) => toolLabel({ callId: 'c', name: 'list_events', arguments: { from, to }, ok: true }, true);

describe('what a step says of its time', () => {
  it('names one day, also when its end is written as the next midnight', () => {
    const day = `Looked at your calendar · ${shortDay('2026-11-23')}`;
    expect(looked('2026-11-23T00:00', '2026-11-24T00:00')).toBe(day);
    expect(looked('2026-11-23T09:00', '2026-11-23T18:00')).toBe(day);
    expect(looked('2026-11-23', '2026-11-24')).toBe(day);
  });

  it('names the first and the last of some days, and none of many', () => {
    expect(looked('2026-11-23T00:00', '2026-11-30T00:00')).toBe(`Looked at your calendar · ${shortDay('2026-11-23')} – ${shortDay('2026-11-29')}`);
    expect(looked('2026-11-23T00:00', '2027-02-23T00:00')).toBe('Looked at your calendar');
  });
});

describe('what a step says that only asked', () => {
  const step = (name: string, proposed: boolean) => toolLabel({ callId: 'c', name, ok: true }, true, proposed);

  it('does not claim that it was done', () => {
    expect(step('archive_mail', true)).toBe('Archiving mail, if you approve');
    expect(step('update_event', true)).toBe('Prepared a change');
    expect(step('send_mail', true)).toBe('Prepared a mail');
  });

  it('says so of what was done', () => {
    expect(step('archive_mail', false)).toBe('Archived mail');
  });
});

describe('time in words', () => {
  it('rounds the days that are left', () => {
    const now = Date.parse('2026-11-22T09:00:30Z');
    expect(timeLeft('2026-11-29T09:00:00Z', now)).toBe('7 days left');
  });

  it('fits into a sentence', () => {
    expect(inSentence('Today, 09:05')).toBe('today, 09:05');
    expect(inSentence('Friday 27 November')).toBe('Friday 27 November');
  });
});
