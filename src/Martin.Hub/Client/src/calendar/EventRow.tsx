import { Icon } from '../ui/Icon';
import { clock, minutesText } from '../ui/time';
import { safeLink } from '../markdown/inline';
import type { CalendarEvent } from '../wire/types';
import type { DayEntry } from './events';

const response: Record<string, string> = { accepted: 'going', declined: 'not going', tentative: 'maybe', needs_action: 'not answered' };

/** One line of a day, which unfolds to what else is known. */
export function EventRow({ entry: { event, overlaps } }: { entry: DayEntry }) {
  const tentative = event.status === 'tentative' || event.selfResponse === 'needs_action';
  const over = !event.isAllDay && Date.parse(event.endTime) < Date.now();
  return (
    <li>
      <details class={`event ${tentative ? 'is-tentative' : ''} ${over ? 'is-over' : ''} ${overlaps.length ? 'is-conflict' : ''}`}>
        <summary>
          <span class="event-time">{event.isAllDay ? 'All day' : <><span>{clock(new Date(event.startTime))}</span><span class="quiet small">{clock(new Date(event.endTime))}</span></>}</span>
          <span class="event-body">
            <span class="event-title">{event.title || 'Untitled'}</span>
            <Facts event={event} tentative={tentative} />
            {overlaps.length > 0 && <span class="conflict"><Icon name="alert" />Overlaps {overlaps.join(', ')}</span>}
          </span>
        </summary>
        <Details event={event} />
      </details>
    </li>
  );
}

function Facts({ event, tentative }: { event: CalendarEvent; tentative: boolean }) {
  const facts = [
    tentative ? 'Tentative' : '',
    event.location ?? '',
    event.attendees?.length ? `with ${event.attendees.map((a) => a.name || a.email).slice(0, 3).join(', ')}${event.attendees.length > 3 ? ' and others' : ''}` : '',
  ].filter(Boolean);
  return facts.length ? <span class="event-facts">{facts.join(' · ')}</span> : null;
}

function Details({ event }: { event: CalendarEvent }) {
  const link = event.conferenceUrl ? safeLink(event.conferenceUrl) : undefined;
  const minutes = (Date.parse(event.endTime) - Date.parse(event.startTime)) / 60_000;
  return (
    <dl class="fields event-details">
      {!event.isAllDay && <div class="field"><dt>Length</dt><dd>{minutesText(minutes)}</dd></div>}
      {link && <div class="field"><dt>Call</dt><dd><a href={link.href} target="_blank" rel="noopener noreferrer">{link.host}</a></dd></div>}
      {event.attendees?.map((a) => (
        <div class="field" key={a.email}><dt>{a.name || 'Guest'}</dt><dd>{a.email}{a.response && ` (${response[a.response] ?? a.response})`}</dd></div>
      ))}
      {event.description && <div class="field is-long"><dt>Notes</dt><dd>{event.description}</dd></div>}
    </dl>
  );
}
