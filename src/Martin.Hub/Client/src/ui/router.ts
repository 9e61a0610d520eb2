import { signal } from '@preact/signals';

export type Place = 'chat' | 'calendar' | 'tasks' | 'settings';

export interface Route { place: Place; id: string | undefined }

const places: readonly string[] = ['chat', 'calendar', 'tasks', 'settings'];

function parse(hash: string): Route {
  const [place, id] = hash.replace(/^#\/?/, '').split('/');
  return { place: (places.includes(place ?? '') ? place : 'chat') as Place, id: id || undefined };
}

/** The fragment is the address, so that the hub needs no rule for the client's paths. */
export const route = signal<Route>(parse(location.hash));

window.addEventListener('hashchange', () => (route.value = parse(location.hash)));

export const href = (place: Place, id?: string) => `#/${place}${id ? `/${id}` : ''}`;

export function go(place: Place, id?: string, replace = false): void {
  if (replace) history.replaceState(null, '', href(place, id));
  else history.pushState(null, '', href(place, id));
  route.value = { place, id };
}
