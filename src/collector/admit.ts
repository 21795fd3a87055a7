import { isbot } from 'isbot';
import type { Batch } from '../wire/batch.ts';
import { readJson } from './json.ts';
import { Refusal } from './problems.ts';
import { isSpam } from './referrers.ts';
import { remember } from './remember.ts';
import { readBatch } from './shapes.ts';
import { isListed, type Site } from './sites.ts';

/** The parts of a request that admission looks at. */
export interface Arriving {
  readonly body: unknown;
  readonly origin: string | undefined;
  readonly userAgent: string;
  /** All `Sec-GPC` field values, joined by commas as a header list is. */
  readonly secGpc: string;
  /** `Sec-Purpose` or its older names. */
  readonly secPurpose: string;
}

/** Why a batch is acknowledged but not counted as visits. */
export type Ignored = 'bot' | 'prefetch' | 'spam';

export interface AdmittedBatch {
  readonly site: Site;
  readonly batch: Batch;
  readonly ignored: Ignored | null;
}

/** Reads and matches a batch, or throws a `Refusal` that says why not. */
export type Admit = (arriving: Arriving) => AdmittedBatch;

/** So many texts are remembered of each kind: browsers and referrers come again and again. */
const mostTexts = 1000;

/**
 * Admits batches to `sites`: the shape first, then a known site and origin, then a purpose that it may rely on.
 * Source: requirements K-12, K-13, K-15, K-16.
 */
export function createAdmit(sites: Readonly<Record<string, Site>>, bots: 'drop' | 'count'): Admit {
  const isBot = remember(mostTexts, (userAgent) => userAgent === '' || isbot(userAgent));
  const isSpamming = remember(mostTexts, isSpam);
  const sendsSpam = (event: Batch['events'][number]) =>
    'entry' in event && event.entry?.referrer !== undefined && isSpamming(event.entry.referrer);
  const ignoredBecause = ({ userAgent, secPurpose }: Arriving, batch: Batch): Ignored | null => {
    if (isBot(userAgent)) return 'bot';
    // A page fetched ahead may never be seen. Source: https://wicg.github.io/nav-speculation/prefetch.html#sec-purpose-header
    if (/\b(prefetch|prerender|preview)\b/i.test(secPurpose)) return 'prefetch';
    return batch.events.some(sendsSpam) ? 'spam' : null;
  };
  return (arriving) => {
    const batch = readBatch(readJson(arriving.body));
    const site = findSite(batch.site, arriving.origin, sites);
    if (asksNotToCollect(arriving.secGpc) && batch.signal !== 'overridden')
      throw new Refusal('signal-refuses', { path: '/signal' });
    return { site, batch, ignored: bots === 'count' ? null : ignoredBecause(arriving, batch) };
  };
}

/** The site a body names, if its pages may come from `origin`. Throws a `Refusal`. */
export function findSite(name: string, origin: string | undefined, sites: Readonly<Record<string, Site>>): Site {
  const site = Object.hasOwn(sites, name) ? sites[name] : undefined;
  if (!site) throw new Refusal('unknown-site', { path: '/site' });
  if (!isListed(site.origins, origin)) throw new Refusal('unknown-origin');
  return site;
}

/**
 * `Sec-GPC` counts only where a value is exactly `1`; of several, joined by a proxy or not, one is enough.
 * Source: https://w3c.github.io/gpc/#the-sec-gpc-header-field-for-http-requests
 */
export function asksNotToCollect(values: string): boolean {
  return values.includes('1') && values.split(',').some((value) => value.trim() === '1');
}
