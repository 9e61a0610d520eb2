import { effect } from '@preact/signals';
import { deviceZone, hourCycle, zone } from '../ui/time';
import { resource } from '../ui/store';
import { api } from '../wire/api';
import type { Preferences } from '../wire/types';

export const preferences = resource(() => api.get<Preferences>('/api/v1/me/preferences'));

effect(() => {
  const current = preferences.value.value.data;
  if (!current) return;
  zone.value = current.timeZone || deviceZone();
  hourCycle.value = cycles[current.hourCycle ?? ''];
  showTheme(current.theme);
});

const cycles: Record<string, 'h12' | 'h23'> = { h12: 'h12', h23: 'h23', '12': 'h12', '24': 'h23', h24: 'h23' };

/** Also remembered on the device, for the next page's first paint. */
function showTheme(theme: string | undefined): void {
  const fixed = theme === 'light' || theme === 'dark' ? theme : undefined;
  if (fixed) document.documentElement.dataset['theme'] = fixed;
  else delete document.documentElement.dataset['theme'];
  if (fixed) localStorage.setItem('martin.theme', fixed);
  else localStorage.removeItem('martin.theme');
}

export async function savePreferences(change: Partial<Preferences>): Promise<void> {
  const before = preferences.value.peek().data;
  preferences.set({ ...before, ...change });
  try {
    preferences.set({ ...before, ...change, ...(await api.put<Preferences>('/api/v1/me/preferences', change)) });
  } catch (error) {
    if (before) preferences.set(before);
    throw error;
  }
}
