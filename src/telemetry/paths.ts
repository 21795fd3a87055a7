import type { TelemetryConfig } from '../wire/config.ts';

/** The parts of an address that are looked at; `Location` and `URL` have them. */
export type Address = Pick<URL, 'pathname' | 'search' | 'hash'>;

const longest = 200;
/** E-mails, numbers and dates, seven digits and more however separated, uuids and hexadecimal ids. */
const telling = /@|^\d[\d.,:_-]*$|(?:\d\D?){7}|^[\da-f-]{8,}$/i;

/** How addresses become paths that name nobody. */
export interface Paths {
  /** The path as it is sent: without query and fragment, variable parts replaced. At most 200 characters. */
  of(address: Address): string;
  /** Two addresses with the same key are one page: the raw path and the query parameters that a route names. */
  key(address: Address): string;
}

/** Tells whether `path` fits `pattern`, in which `:name` stands for one segment and `*` for anything. */
export function fits(pattern: string, path: string): boolean {
  const source = pattern.replace(/\?.*|[.+^${}()|[\]\\]/g, (part) => (part[1] ? '' : `\\${part}`));
  return new RegExp(`^${source.replace(/:[^/]+/g, '[^/]+').replace(/\*/g, '.*')}/?$`).test(path);
}

/** Creates the paths of a site. `sensitive` pages are all one path: only that such a page was viewed is told. */
export function createPaths({ routes = [], sensitive = [], hashRoutes }: TelemetryConfig): Paths {
  const raw = ({ pathname, hash }: Address) =>
    hashRoutes && /^#!?\//.test(hash) ? hash.replace(/^#!?|\?.*/g, '') : pathname;
  const routeOf = (path: string) => routes.find((route) => fits(route, path));
  return {
    of(address) {
      const path = raw(address);
      if (sensitive.some((route) => fits(route, path))) return '/:sensitive';
      const declared = routeOf(path)?.replace(/\?.*/, '');
      return (declared ?? path.split('/').map(replaceTelling).join('/')).slice(0, longest);
    },
    key(address) {
      const path = raw(address);
      const named = routeOf(path)?.split('?')[1]?.split('&') ?? [];
      const query = new URLSearchParams(address.search);
      return path + named.map((name) => ` ${query.get(name)}`).join('');
    },
  };
}

function replaceTelling(segment: string): string {
  let text = segment;
  try {
    text = decodeURIComponent(segment);
  } catch {
    // A malformed escape stays as it is written.
  }
  return telling.test(text) ? ':id' : text.replace(/[\0- ?#/\ud800-\udfff]/g, '_');
}
