import { useEffect, useRef } from 'preact/hooks';

/** Takes up the focus when a control that had it has gone with a change of state. */
export function useKeepFocus(state: unknown) {
  const ref = useRef<HTMLDivElement>(null);
  const before = useRef(state);
  useEffect(() => {
    if (before.current !== state && document.activeElement === document.body) ref.current?.focus({ preventScroll: true });
    before.current = state;
  }, [state]);
  return ref;
}
