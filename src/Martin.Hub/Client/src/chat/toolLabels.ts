import { errorText } from '../wire/errors';
import type { ToolCall } from '../wire/types';
import { addDays, shortDay } from '../ui/time';

/** Per tool: what it is doing, what it did. */
const labels: Record<string, readonly [string, string]> = {
  list_events: ['Looking at your calendar', 'Looked at your calendar'],
  find_free_time: ['Looking for free time', 'Looked for free time'],
  create_event: ['Adding to your calendar', 'Added to your calendar'],
  update_event: ['Changing an event', 'Changed an event'],
  cancel_event: ['Cancelling an event', 'Cancelled an event'],
  respond_event: ['Answering an invitation', 'Answered an invitation'],
  schedule_meeting: ['Planning a meeting', 'Planned a meeting'],
  list_tasks: ['Looking at your tasks', 'Looked at your tasks'],
  create_task: ['Noting a task', 'Noted a task'],
  update_task: ['Changing a task', 'Changed a task'],
  complete_task: ['Ticking off a task', 'Ticked off a task'],
  delete_task: ['Deleting a task', 'Deleted a task'],
  find_mail: ['Searching your mail', 'Searched your mail'],
  read_mail: ['Reading a mail', 'Read a mail'],
  send_mail: ['Preparing a mail', 'Prepared a mail'],
  draft_reply: ['Drafting a reply', 'Drafted a reply'],
  archive_mail: ['Archiving mail', 'Archived mail'],
  label_mail: ['Sorting mail', 'Sorted mail'],
  triage_email: ['Sorting your inbox', 'Sorted your inbox'],
  recall: ['Remembering', 'Looked in memory'],
  save_memory: ['Remembering that', 'Remembered that'],
  delete_memory: ['Forgetting that', 'Forgot that'],
  update_plan: ['Planning', 'Planned'],
  resolve_date: ['Working out the date', 'Worked out the date'],
};

/** What the steps that propose say instead of claiming it done; others say what they would do. */
const proposing: Record<string, string> = {
  create_event: 'Prepared an event',
  update_event: 'Prepared a change',
  cancel_event: 'Prepared a cancellation',
  respond_event: 'Prepared an answer',
  send_mail: 'Prepared a mail',
};

export function toolLabel(call: ToolCall, finished: boolean, proposed = false): string {
  const [doing, did] = labels[call.name] ?? [`Using ${words(call.name)}`, `Used ${words(call.name)}`];
  if (!finished) return detailed(`${doing}…`, call);
  if (call.ok === false || call.error) return `${doing}: ${errorText(call.error) || 'that did not work'}`;
  if (call.name === 'update_plan' && call.summary) return call.summary;
  return detailed(proposed ? proposing[call.name] ?? `${doing}, if you approve` : did, call);
}

const words = (name: string) => name.replaceAll('_', ' ');

/** The one argument worth a glance. */
function detailed(label: string, call: ToolCall): string {
  const args = (call.arguments ?? {}) as Record<string, unknown>;
  const glance = span(args['from'], args['to']) ?? text(args['title']) ?? text(args['query']) ?? text(args['phrase']) ?? day(args['startTime']);
  return glance ? `${label} · ${glance}` : label;
}

const text = (value: unknown) =>
  typeof value === 'string' && value ? (value.length > 40 ? `${value.slice(0, 39)}…` : value) : undefined;

/** One day by its name, more by the first and the last; a span of months says nothing worth a glance. */
function span(from: unknown, to: unknown): string | undefined {
  if (!isDay(from) || !isDay(to)) return day(from);
  const first = from.slice(0, 10);
  const last = /T(?!00:00)/.test(to) ? to.slice(0, 10) : addDays(to.slice(0, 10), -1);
  if (last <= first) return shortDay(first);
  return last <= addDays(first, 31) ? `${shortDay(first)} – ${shortDay(last)}` : undefined;
}

const isDay = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value);

function day(value: unknown): string | undefined {
  if (typeof value !== 'string') return;
  return isDay(value) ? shortDay(value.slice(0, 10)) : text(value);
}
