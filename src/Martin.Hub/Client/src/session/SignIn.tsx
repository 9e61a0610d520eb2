import { useState } from 'preact/hooks';
import { CodedError, say } from '../wire/errors';
import { signedOutBecause, signIn } from './session';

/** Takes the owner key, a pairing code, or a whole printed link, whichever was pasted. */
function credential(pasted: string): { ownerKey: string } | { code: string } {
  const text = pasted.trim();
  const code = /#code=([^&\s]+)/.exec(text)?.[1];
  if (code) return { code: decodeURIComponent(code) };
  const key = /#key=([^&\s]+)/.exec(text)?.[1];
  return { ownerKey: key ? decodeURIComponent(key) : text };
}

export function SignIn() {
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  const submit = async (e: Event) => {
    e.preventDefault();
    if (!key.trim()) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await signIn(credential(key));
    } catch (error) {
      const refused = error instanceof CodedError && ['UNAUTHENTICATED', 'FORBIDDEN', 'INVALID_REQUEST'].includes(error.code);
      setProblem(refused ? 'Martin does not know that key.' : say(error));
      setBusy(false);
    }
  };

  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <img src="/icon.svg" alt="" width="56" height="56" />
        <h1>Martin</h1>
        <p class="quiet">Your assistant, on your own machine.</p>
        {signedOutBecause.value && <p class="notice" role="status">{signedOutBecause.value}</p>}
        <label for="owner-key">Owner key</label>
        <input id="owner-key" type="password" autocomplete="current-password" spellcheck={false} autocapitalize="off" autofocus
          value={key} onInput={(e) => setKey(e.currentTarget.value)}
          aria-invalid={!!problem} aria-describedby="owner-key-help" />
        {problem && <p class="field-problem" role="alert">{problem}</p>}
        <button class="button primary" type="submit" disabled={busy || !key.trim()}>{busy ? 'Signing in…' : 'Sign in'}</button>
        <p class="quiet small" id="owner-key-help">
          Martin printed a sign-in link when it started. Open it, or paste the link or the key here. It is also
          in the file owner.key in Martin's data folder.
        </p>
      </form>
    </main>
  );
}
