import { describe, expect, it } from 'vitest';
import { cardFields, fieldsOf } from '../src/chat/payload';

const texts = (fields: ReturnType<typeof fieldsOf>) => fields.map((f) => `${f.label}: ${f.text}`);

describe('a payload for reading', () => {
  it('shows that a change takes something away', () => {
    const payload = { taskId: 't1', changes: { dueAt: '', description: '', dependsOn: [], title: 'Rent' } };
    expect(texts(fieldsOf(payload))).toEqual(['Due: none', 'Description: none', 'After: none', 'Title: Rent']);
    expect(texts(fieldsOf({ eventId: 'e1', changes: { attendees: [], recurrence: [], isAllDay: false } }))).toEqual(['With: none', 'Recurrence: none', 'All day: no']);
  });

  it('leaves out what a new thing does not have', () => {
    expect(texts(fieldsOf({ title: 'Milk', description: '', dependsOn: [], isAllDay: false }))).toEqual(['Title: Milk']);
  });

  it('shows what the server says of a change in place of the change, and what ids stand for', () => {
    const lines = [{ label: 'due', text: 'removed', before: 'Fri 27 Nov, 09:00' }, { label: 'after', text: '“Call the bank”' }];
    expect(texts(cardFields({ taskId: 't1', changes: { dueAt: '', dependsOn: ['t2'] } }, lines)))
      .toEqual(['Due: Fri 27 Nov, 09:00 → removed', 'After: “Call the bank”']);
    expect(texts(cardFields({ emailIds: ['m1', 'm2'], category: 'fyi' }, [{ label: 'mail', text: '“A” from Bob' }, { label: 'mail', text: '“B” from Eve' }])))
      .toEqual(['Mail: “A” from Bob', 'Mail: “B” from Eve', 'Category: fyi']);
  });
});
