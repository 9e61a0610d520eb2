import { accessToken, refreshAfter } from '../session/session';
import { request, type Answer } from './envelope';
import { CodedError } from './errors';
import { newId } from './ids';

/** A signed-in request. A refused token is renewed once; the second refusal stands. */
async function send<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
  // The same key on the second try makes it the same request.
  const extra: Record<string, string> = method === 'GET' ? {} : { 'idempotency-key': newId() };
  const token = await accessToken();
  try {
    return await request<T>(method, path, body, { ...extra, authorization: `Bearer ${token}` });
  } catch (error) {
    if (!(error instanceof CodedError) || !['UNAUTHENTICATED', 'TOKEN_EXPIRED'].includes(error.code)) throw error;
    return request<T>(method, path, body, { ...extra, authorization: `Bearer ${await refreshAfter(token)}` });
  }
}

export const api = {
  get: async <T>(path: string) => (await send<T>('GET', path)).data,
  page: <T>(path: string) => send<T[]>('GET', path),
  post: async <T>(path: string, body?: unknown) => (await send<T>('POST', path, body)).data,
  put: async <T>(path: string, body: unknown) => (await send<T>('PUT', path, body)).data,
  delete: async (path: string) => void (await send<unknown>('DELETE', path)),
};

/** All of a list, page by page, up to a sensible bound for one screen. */
export async function all<T>(path: string, atMost = 1000): Promise<T[]> {
  const items: T[] = [];
  const join = path.includes('?') ? '&' : '?';
  let cursor: string | undefined;
  do {
    const next = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const page: Answer<T[]> = await send<T[]>('GET', `${path}${join}limit=200${next}`);
    items.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor && items.length < atMost);
  return items;
}
