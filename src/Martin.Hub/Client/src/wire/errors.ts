import type { WireError } from './types';

/** A failure with a code of the contract. `OFFLINE` is ours: the server was not reached at all. */
export class CodedError extends Error {
  constructor(readonly code: string, message: string, readonly retryAfterSeconds?: number) {
    super(message);
  }

  get offline(): boolean {
    return this.code === 'OFFLINE';
  }
}

export const offlineError = () => new CodedError('OFFLINE', 'Martin cannot be reached right now.');

/** Hub errors arrive as text in which SignalR puts its own words first. */
export function fromHub(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const match = /HubException: ([A-Z_]+): (.*)$/s.exec(text);
  if (!match && /error occurred invoking|Failed to invoke/.test(text)) return new CodedError('INTERNAL', 'Martin ran into a problem.');
  if (!match) return offlineError();
  const retry = /\(retry after (\d+) s\)$/.exec(match[2] ?? '');
  return new CodedError(match[1] ?? 'INTERNAL', match[2] ?? '', retry ? Number(retry[1]) : undefined);
}

export function say(error: unknown): string {
  if (error instanceof Error) return error.message;
  return 'Something went wrong.';
}

export function errorText(error: WireError | string | undefined): string {
  return typeof error === 'string' ? error : (error?.message ?? '');
}
