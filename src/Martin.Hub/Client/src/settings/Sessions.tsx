import { useEffect } from 'preact/hooks';
import { resource } from '../ui/store';
import { LoadedView, Skeleton } from '../ui/States';
import { toast } from '../ui/toast';
import { inSentence, whenLong } from '../ui/time';
import { api } from '../wire/api';
import { say } from '../wire/errors';
import type { DeviceSession } from '../wire/types';

const sessions = resource(() => api.get<DeviceSession[]>('/api/v1/auth/sessions'));

export function Sessions() {
  useEffect(() => void sessions.load(), []);

  const end = async (id: string) => {
    try {
      await api.delete(`/api/v1/auth/sessions/${id}`);
    } catch (error) {
      toast(say(error));
    }
    void sessions.load();
  };

  return (
    <LoadedView value={sessions.value.value} retry={() => void sessions.load()} skeleton={<Skeleton rows={2} />}>
      {(list) => list.map((s) => (
        <div class="setting" key={s.id}>
          <span>
            {deviceName(s)}{s.current && ' (this one)'}
            {(s.lastSeenAt || s.createdAt) && <small class="quiet">Last used {inSentence(whenLong((s.lastSeenAt ?? s.createdAt)!))}</small>}
          </span>
          {!s.current && <button class="button quiet-button" onClick={() => void end(s.id)}>End</button>}
        </div>
      ))}
    </LoadedView>
  );
}

function deviceName(s: DeviceSession): string {
  const agent = s.device ?? '';
  // Apps give themselves a name; browsers only have their long signature.
  if (agent && !agent.startsWith('Mozilla/')) return agent;
  const browser = ['Edg', 'Firefox', 'Chrome', 'Safari'].find((b) => agent.includes(b));
  const system = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'].find((o) => agent.includes(o));
  return [browser === 'Edg' ? 'Edge' : browser, system].filter(Boolean).join(' on ') || 'A device';
}
