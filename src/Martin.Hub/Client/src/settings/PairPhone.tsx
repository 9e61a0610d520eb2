import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../ui/Icon';
import { api } from '../wire/api';
import { say } from '../wire/errors';
import type { Pairing } from '../wire/types';
import { QrCode } from './QrCode';

/** Signs in a phone by a code that works once, for two minutes. */
export function PairPhone() {
  const [pairing, setPairing] = useState<Pairing>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const left = useSecondsLeft(pairing);

  const begin = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      setPairing(await api.post<Pairing>('/api/v1/auth/pair'));
    } catch (error) {
      setProblem(say(error));
    }
    setBusy(false);
  };

  if (!pairing || left <= 0) {
    return (
      <div class="setting">
        <span>{pairing ? 'The code has run out.' : 'Sign in a phone'}<small class="quiet">With a code, without typing the key</small></span>
        <button class="button" disabled={busy} onClick={() => void begin()}><Icon name="phone" />{pairing ? 'New code' : 'Show a code'}</button>
        {problem && <p class="field-problem" role="alert">{problem}</p>}
      </div>
    );
  }
  return (
    <div class="pairing">
      <QrCode text={pairing.url} label="Sign-in code for a phone" />
      <div>
        <p>Scan this with the phone's camera, or open</p>
        <p class="pairing-url">{pairing.url}</p>
        <p>Code: <code>{pairing.code}</code></p>
        <p class="quiet small">Works once, for another {left} seconds.</p>
      </div>
    </div>
  );
}

function useSecondsLeft(pairing: Pairing | undefined): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!pairing) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [pairing]);
  return pairing ? Math.ceil((Date.parse(pairing.expiresAt) - now) / 1000) : 0;
}
