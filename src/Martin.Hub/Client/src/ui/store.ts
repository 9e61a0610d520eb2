import { signal, type Signal } from '@preact/signals';
import { say } from '../wire/errors';

/** Something loaded from the server: what was last known stays while a reload runs or fails. */
export interface Loaded<T> {
  data: T | undefined;
  loading: boolean;
  error: string | undefined;
  /** When `data` was fetched, in ms; shown when it may be stale. */
  at: number | undefined;
}

export interface Resource<T> {
  readonly value: Signal<Loaded<T>>;
  load(): Promise<void>;
  set(data: T): void;
  clear(): void;
}

const nothing = { data: undefined, loading: false, error: undefined, at: undefined };

export function resource<T>(fetch: () => Promise<T>): Resource<T> {
  const value = signal<Loaded<T>>(nothing);
  let latest = 0;
  return {
    value,
    async load() {
      const mine = ++latest;
      value.value = { ...value.peek(), loading: true, error: undefined };
      try {
        const data = await fetch();
        if (mine === latest) value.value = { data, loading: false, error: undefined, at: Date.now() };
      } catch (error) {
        if (mine === latest) value.value = { ...value.peek(), loading: false, error: say(error) };
      }
    },
    // An answer on its way was asked for before this change, so it no longer counts.
    set(data) {
      latest++;
      value.value = { data, loading: false, error: undefined, at: Date.now() };
    },
    clear() {
      latest++;
      value.value = nothing;
    },
  };
}
