import type { Arrival } from './visit.ts';

/** Makes free text fit to be sent: at most `longest` characters, and nothing in it that tells who somebody is. */
export type Scrub = (text: string, longest?: number) => string;

/**
 * Where a visitor came from: the referrer's host unless it is the site itself, and the three `utm` labels, scrubbed and
 * at most 40 characters each; without `scrub` no label. Takes `document.referrer` and the landing page's address.
 */
export function arrivalOf(referrer: string, landing: URL, scrub?: Scrub): Arrival {
  const host = hostOf(referrer);
  const [source, medium, name] = ['source', 'medium', 'campaign'].map(
    (label) => scrub?.(landing.searchParams.get(`utm_${label}`) ?? '', 40) || undefined,
  );
  return {
    referrer: host === hostOf(landing.href) ? undefined : host,
    campaign: source || medium || name ? { source, medium, name } : undefined,
  } as Arrival;
}

const hostOf = (address: string) => /^[a-z-]+:\/\/(?:[^/@]*@)?(?:www\.)?([^/?#:@]+)/.exec(address)?.[1];
