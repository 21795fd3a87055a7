import type { Service } from '../../wire/config.ts';
import type { Withdrawal } from '../api.ts';
import type { Config } from '../config.ts';
import type { Consent } from '../consent.ts';

type Match = { readonly name?: string | undefined; readonly prefix?: string | undefined };
type Stored = Match & { readonly in: 'local' | 'session' | 'indexedDB' | 'cache' };

/**
 * Erases what the services of the purposes `lost` left on this device and that script can see: cookies on this host,
 * its parents and this path's parents; declared storage, databases and caches. What another service still needs stays.
 *
 * Answers what went, and what may still be there: what did not go, what is declared and cannot be seen from here
 * (HttpOnly, another path), and the services' own origins. Source: policy §22.
 */
export async function erase(config: Config, consent: Consent, lost: readonly string[]): Promise<Withdrawal> {
  const removed = new Set<string>();
  const remaining = new Set<string>();
  const isLost = ({ id, purpose }: Service) => lost.includes(purpose) || lost.includes(`crossborder:${id}`);
  const others = config.services.filter((service) => !isLost(service) && consent.isGranted(service.purpose));
  /** Of `names` those that `match` means and no other service needs in the same place. */
  const chosen = (names: readonly string[], match: Match, place?: string) =>
    names.filter(
      (name) =>
        fits(match, name) &&
        !others.some(({ cookies = [], storage = [] }) =>
          (place ? storage.filter((kept) => kept.in === place) : cookies).some((kept) => fits(kept, name)),
        ),
    );

  for (const service of config.services.filter(isLost)) {
    for (const match of service.cookies ?? []) {
      const names = chosen(cookieNames(), match);
      names.forEach(eraseCookie);
      for (const name of names) (cookieNames().includes(name) ? remaining : removed).add(name);
      if (!cookieNames(names).some((name) => fits(match, name))) remaining.add(nameOf(match));
    }
    for (const match of service.storage ?? [])
      try {
        const [names, remove] = await storeOf(match);
        for (const name of chosen(names, match, match.in))
          ((await remove(name)) === false ? remaining : removed).add(name);
      } catch (error) {
        remaining.add(nameOf(match)); // blocked: said, not hidden
        console.warn('kelisim:', error);
      }
    for (const origin of service.origins ?? []) remaining.add(origin);
  }
  // Two services may declare the same one.
  return { removed: [...removed], remaining: [...remaining].filter((name) => !removed.has(name)) };
}

/** Exact by name, literal by prefix: no pattern meaning. */
const fits = (match: Match, name: string) => name === match.name || (!!match.prefix && name.startsWith(match.prefix));

const nameOf = ({ name, prefix }: Match) => name ?? `${prefix}…`;

/** The names of all cookies that script can see, after `more`. */
const cookieNames = (more: readonly string[] = []) => [
  ...new Set([...more, ...document.cookie.split('; ').map((cookie) => cookie.split('=')[0] as string)]),
];

function eraseCookie(name: string) {
  const { hostname, pathname } = location;
  const paths = pathname.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'));
  for (const domain of ['', ...hostname.split('.').map((_, i, all) => `;domain=${all.slice(i).join('.')}`)])
    for (const path of [...paths, ...paths.map((path) => `${path}/`)])
      for (const more of ['', ';secure', ';secure;samesite=none;partitioned']) {
        // biome-ignore lint/suspicious/noDocumentCookie: `cookieStore` cannot name host, path and partition at once
        document.cookie = `${name}=;max-age=0;path=${path}${domain}${more}`;
      }
}

/** The names in a place, and what removes one of them: false where it could not. */
async function storeOf(match: Stored): Promise<[string[], (name: string) => unknown]> {
  if (match.in === 'cache') return [await caches.keys(), (name) => caches.delete(name)];
  if (match.in === 'indexedDB')
    // Where a browser does not list them (Firefox before 126), one that is not there is deleted in vain.
    return [
      indexedDB.databases ? (await indexedDB.databases()).map(({ name }) => `${name}`) : [`${match.name}`],
      deleteDatabase,
    ];
  const storage = match.in === 'local' ? localStorage : sessionStorage;
  return [Object.keys(storage), (name) => storage.removeItem(name)];
}

/** Deletes a database; false where somebody holds it open: it then goes when the page does. */
const deleteDatabase = (name: string) =>
  new Promise<unknown>((settle) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = settle;
    request.onblocked = request.onerror = () => settle(false);
  });
