import type { Problem } from '../wire/problem.ts';

/** Why an answer did not come, as far as the page can say something useful about it. */
export type Failure =
  | { readonly kind: 'signedOut' }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'offline' }
  /** `reason` is the collector's stable name of the refusal; `title` its own words, in English. */
  | { readonly kind: 'refused'; readonly reason: string; readonly title: string };

export type Answer<T> = { readonly value: T } | { readonly failure: Failure };

export type Parameters = readonly (readonly [name: string, value: string])[];

/** The collector's calls, relative to the page's own address: a path prefix is kept, no other origin is asked. */
export interface Api {
  /** Where a call goes, for links. */
  address(path: string, parameters?: Parameters): string;
  /** Never throws. The answer's shape is the collector's promise (wire/report.ts); the page checks only that it is JSON. */
  get<T>(path: string, parameters?: Parameters): Promise<Answer<T>>;
  /** A DELETE. */
  erase(path: string, parameters?: Parameters): Promise<Answer<true>>;
  signIn(token: string): Promise<Answer<true>>;
  signOut(): Promise<void>;
}

/** No answer is longer on its way than a slow disk and a slow line together make it; then the page says so. */
const patienceMs = 30_000;

export function createApi(
  base: string,
  fetcher: typeof fetch = (input, init) => fetch(input, init),
  waitMs = patienceMs,
): Api {
  const address = (path: string, parameters: Parameters = []) => {
    const url = new URL(path, base);
    for (const [name, value] of parameters) url.searchParams.append(name, value);
    return url.href;
  };
  const send = async <T>(
    url: string,
    init: RequestInit,
    read: (response: Response) => Promise<T>,
  ): Promise<Answer<T>> => {
    const given = new AbortController();
    const timer = setTimeout(() => given.abort(), waitMs);
    try {
      const response = await fetcher(url, { credentials: 'same-origin', signal: given.signal, ...init });
      return response.ok ? { value: await read(response) } : { failure: await failureOf(response) };
    } catch {
      // No answer in time, or one that is no JSON: to the analyst both mean that the collector cannot be reached.
      return { failure: { kind: 'offline' } };
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    address,
    get: <T>(path: string, parameters?: Parameters) =>
      send<T>(
        address(path, parameters),
        { headers: { accept: 'application/json' } },
        (response) => response.json() as Promise<T>,
      ),
    erase: (path, parameters) => send(address(path, parameters), { method: 'DELETE' }, async () => true as const),
    signIn: (token) =>
      send(
        address('v1/session'),
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) },
        async () => true as const,
      ),
    async signOut() {
      await send(address('v1/session'), { method: 'DELETE' }, async () => true as const);
    },
  };
}

async function failureOf(response: Response): Promise<Failure> {
  if (response.status === 401) return { kind: 'signedOut' };
  if (response.status === 429)
    return { kind: 'wait', seconds: Math.max(1, Number(response.headers.get('retry-after')) || 60) };
  if (response.status >= 502) return { kind: 'offline' };
  const problem = (await response.json()) as Partial<Problem>;
  const reason = String(problem.type ?? '').replace(/^.*#/, '');
  return { kind: 'refused', reason, title: String(problem.detail ?? problem.title ?? response.status) };
}
