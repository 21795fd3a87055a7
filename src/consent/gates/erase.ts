import type { Withdrawal } from '../api.ts';
import type { Config } from '../config.ts';

type Match = { readonly name?: string | undefined; readonly prefix?: string | undefined };

/** Exact by name, literal by prefix: no pattern meaning. */
const fits = (match: Match, name: string) => name === match.name || (!!match.prefix && name.startsWith(match.prefix));

/**
 * Erases what the services of the purposes `lost` left on this device and that script can see: cookies on this host,
 * its parents and this path's parents; declared storage, databases and caches.
 *
 * Answers what went, and what is still there or cannot be seen from here. Source: policy §22.
 */
export async function erase(config: Config, lost: readonly string[]): Promise<Withdrawal> {
  const removed: string[] = [];
  const remaining: string[] = [];
  const services = config.services.filter((service) => lost.includes(service.purpose));
  for (const service of services) {
    for (const match of service.cookies ?? []) eraseCookies(match, removed, remaining);
    for (const match of service.storage ?? []) {
      try {
        removed.push(...(await eraseStorage(match)));
      } catch (error) {
        remaining.push(`${match.name ?? match.prefix}`); // blocked or held open: said, not hidden
        console.warn('kelisim: storage could not be erased', error);
      }
    }
    for (const origin of service.origins ?? []) remaining.push(origin);
  }
  return { removed, remaining };
}

function eraseCookies(match: Match, removed: string[], remaining: string[]) {
  const names = () =>
    document.cookie
      .split('; ')
      .map((cookie) => cookie.split('=')[0] ?? '')
      .filter((name) => fits(match, name));
  for (const name of new Set(names())) {
    const labels = location.hostname.split('.');
    const domains = ['', ...labels.map((_, i) => `;domain=${labels.slice(i).join('.')}`)];
    const parts = location.pathname.split('/');
    const paths = parts.flatMap((_, i) => [
      `${parts.slice(0, i + 1).join('/')}/`,
      parts.slice(0, i + 1).join('/') || '/',
    ]);
    for (const domain of domains)
      for (const path of new Set(paths))
        for (const more of ['', ';secure', ';secure;samesite=none;partitioned'])
          write(`${name}=;max-age=0;path=${path}${domain}${more}`);
    (names().includes(name) ? remaining : removed).push(name);
  }
}

/** As text: `cookieStore` cannot name a host, a path and a partition at once. */
function write(cookie: string) {
  // biome-ignore lint/suspicious/noDocumentCookie: see above
  document.cookie = cookie;
}

async function eraseStorage(match: Match & { readonly in: 'local' | 'session' | 'indexedDB' | 'cache' }) {
  if (match.in === 'cache') {
    const names = (await caches.keys()).filter((name) => fits(match, name));
    await Promise.all(names.map((name) => caches.delete(name)));
    return names;
  }
  if (match.in === 'indexedDB') {
    const known = indexedDB.databases
      ? (await indexedDB.databases()).map((base) => base.name ?? '')
      : [match.name ?? ''];
    const names = known.filter((name) => fits(match, name));
    for (const name of names) indexedDB.deleteDatabase(name);
    return names;
  }
  const storage = match.in === 'local' ? localStorage : sessionStorage;
  const names = Object.keys(storage).filter((name) => fits(match, name));
  for (const name of names) storage.removeItem(name);
  return names;
}
