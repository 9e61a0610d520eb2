import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon, type IconName } from './Icon';
import type { Loaded } from './store';
import { clock } from './time';

/** True once something has taken long enough to deserve a sign of it. */
export function useLate(ms = 300): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}

/** Grey lines in the shape of what is coming. */
export function Skeleton({ rows = 4, kind = 'row' }: { rows?: number; kind?: 'row' | 'message' }) {
  const late = useLate(150);
  return (
    <div class={`skeleton skeleton-${kind}`} role="status" aria-label="Loading">
      {late && Array.from({ length: rows }, (_, i) => <div key={i}><span /><span /></div>)}
    </div>
  );
}

export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <p class="strong">{title}</p>
      {children}
    </div>
  );
}

export function Problem({ text, retry }: { text: string; retry?: () => void }) {
  return (
    <div class="problem" role="alert">
      <Icon name="alert" />
      <p>{text}</p>
      {retry && <button class="button" onClick={retry}>Try again</button>}
    </div>
  );
}

interface LoadedProps<T> {
  value: Loaded<T>;
  retry: () => void;
  skeleton?: ComponentChildren;
  children: (data: T) => ComponentChildren;
}

/** What every list shows: its shape while loading, what went wrong, or its data, marked when it may be old. */
export function LoadedView<T>({ value, retry, skeleton, children }: LoadedProps<T>) {
  if (value.data === undefined) {
    if (value.error) return <Problem text={value.error} retry={retry} />;
    return <>{skeleton ?? <Skeleton />}</>;
  }
  return (
    <>
      {value.error && value.at && (
        <p class="stale">
          As of {clock(new Date(value.at))}. <button class="link" onClick={retry}>Try again</button>
        </p>
      )}
      {children(value.data)}
    </>
  );
}
