import type { TelemetryConfig } from '../wire/config.ts';

/** The parts of an address that are looked at; `Location` and `URL` have them. */
export type Address = Pick<URL, 'pathname' | 'search' | 'hash'>;

/** What stands for every page that the owner calls sensitive. */
export const sensitivePath = '/:sensitive';

const longest = 200;
/** What lies behind is not looked at: an address of a megabyte costs no more than a long one. */
const longestRead = 2048;
/** E-mails, numbers and dates, seven digits and more of any script however separated, short words too, uuids, hexadecimal ids. */
const telling = /[@＠]|^\p{N}[\p{N}.,:_-]*$|(?:\p{N}\P{N}{0,6}){7}|^[\da-f-]{8,}$/iu;

/** What was searched for, where the path itself holds it. */
const words = /(\/search\/)[^/]+/i;

/** How addresses become paths that name nobody. */
export interface Paths {
  /** The path as it is read: without query and fragment, or the hash's own; never sent. */
  raw(address: Address): string;
  /** The path as it is sent: variable parts replaced, at most 200 characters; `sensitivePath` for all sensitive pages. */
  of(address: Address): string;
  /** Two addresses with the same key are one page: the raw path and the query parameters that a route names. */
  key(address: Address): string;
}

/** Tells whether `path` fits `pattern`, in which `:name` stands for one segment and `*` for anything. */
export function fits(pattern: string, path: string): boolean {
  const source = decode(pattern).replace(/\?.*|[.+^${}()|[\]\\]/g, (part) => (part[1] ? '' : `\\${part}`));
  return new RegExp(`^${source.replace(/:[^/]+/g, '[^/]+').replace(/\*/g, '.*')}/?$`).test(path);
}

/** Creates the paths of a site. `sensitive` pages are all one path: only that such a page was viewed is told. */
export function createPaths({ routes = [], sensitive = [], hashRoutes }: TelemetryConfig): Paths {
  const raw = ({ pathname, hash }: Address) =>
    decode((hashRoutes && /^#!?\//.test(hash) ? hash.replace(/^#!?|\?.*/g, '') : pathname).slice(0, longestRead));
  const routeOf = (path: string) => routes.find((route) => fits(route, path));
  return {
    raw,
    of(address) {
      const path = raw(address);
      if (sensitive.some((route) => fits(route, path))) return sensitivePath;
      const declared = routeOf(path)?.replace(/\?.*/, '');
      return (declared ?? path.replace(words, '$1:words').replace(/[^/]+/g, replaceTelling)).slice(0, longest);
    },
    key(address) {
      const path = raw(address);
      const named = routeOf(path)?.split('?')[1]?.split('&') ?? [];
      const query = new URLSearchParams(address.search);
      return path + named.map((name) => ` ${query.get(name)}`);
    },
  };
}

/** Each segment as people read it; one that nobody can read is an id. */
function decode(path: string): string {
  return path.replace(/[^/]+/g, (segment) => {
    try {
      return decodeURIComponent(segment);
    } catch {
      return ':id'; // A malformed escape hides what it stands for.
    }
  });
}

function replaceTelling(segment: string): string {
  return telling.test(segment) ? ':id' : segment.replace(/[\s?#\p{C}\u{10000}-\u{10ffff}]/gu, '_');
}
