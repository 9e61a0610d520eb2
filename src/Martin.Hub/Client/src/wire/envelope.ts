import { CodedError, offlineError } from './errors';

interface Envelope<T> {
  success: boolean;
  data?: T;
  error?: { code: string; message: string; details?: Record<string, string[]> };
  meta?: { timestamp?: string; nextCursor?: string };
}

export interface Answer<T> { data: T; nextCursor?: string; serverTime?: number }

const keptAliveChars = 8_000;

/** One request and its envelope, without sign-in; `api.ts` adds the token. */
export async function request<T>(method: string, path: string, body?: unknown, headers: HeadersInit = {}): Promise<Answer<T>> {
  let response: Response;
  const text = body === undefined ? undefined : JSON.stringify(body);
  try {
    response = await fetch(path, {
      method,
      cache: 'no-store',
      // A change that was made just before the page is left still arrives; browsers allow it 64 kB in all.
      keepalive: method !== 'GET' && (text?.length ?? 0) < keptAliveChars,
      headers: { accept: 'application/json', ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(text === undefined ? {} : { body: text }),
    });
  } catch {
    throw offlineError();
  }

  const envelope = await read<T>(response);
  if (!response.ok || envelope?.success === false) throw toError(response, envelope);
  return {
    data: envelope?.data as T,
    ...(envelope?.meta?.nextCursor ? { nextCursor: envelope.meta.nextCursor } : {}),
    ...(envelope?.meta?.timestamp ? { serverTime: Date.parse(envelope.meta.timestamp) } : {}),
  };
}

async function read<T>(response: Response): Promise<Envelope<T> | undefined> {
  try {
    return (await response.json()) as Envelope<T>;
  } catch {
    return undefined; // 204, or a proxy's own error page
  }
}

function toError(response: Response, envelope: Envelope<unknown> | undefined): CodedError {
  const { code, message, details } = envelope?.error ?? {};
  const retryAfter = Number(response.headers.get('retry-after'));
  const first = details ? Object.values(details).flat()[0] : undefined;
  // A gateway without Martin behind it answers 502 to 504 with no envelope: for the user that is offline.
  if (!code && response.status >= 502 && response.status <= 504) return offlineError();
  return new CodedError(
    code ?? 'INTERNAL',
    first ?? message ?? `Martin answered with status ${response.status}.`,
    retryAfter > 0 ? retryAfter : undefined,
  );
}
