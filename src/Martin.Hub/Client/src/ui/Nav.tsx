import { lastThread } from '../chat/current';
import { dueCount } from '../tasks/tasks';
import { Icon, type IconName } from './Icon';
import { href, route, type Place } from './router';

const places: { place: Place; label: string; icon: IconName }[] = [
  { place: 'chat', label: 'Chat', icon: 'chat' },
  { place: 'calendar', label: 'Calendar', icon: 'calendar' },
  { place: 'tasks', label: 'Tasks', icon: 'tasks' },
  { place: 'settings', label: 'Settings', icon: 'settings' },
];

/** A bar at the bottom on phones, a rail from 720 px. */
export const Nav = () => (
  <nav class="nav" aria-label="Main">
    <img class="nav-mark" src="/icon.svg" alt="" width="32" height="32" />
    {places.map(({ place, label, icon }) => (
      <a key={place} class="nav-item" href={href(place, place === 'chat' ? lastThread.value : undefined)}
        aria-current={route.value.place === place ? 'page' : undefined}>
        <Icon name={icon} />
        <span>{label}</span>
        {place === 'tasks' && dueCount.value > 0 && <span class="badge" aria-label={`${dueCount.value} due`}>{dueCount.value}</span>}
      </a>
    ))}
  </nav>
);
