import { scrub } from '../wire/scrub.ts';
import type { Arrival } from './visit.ts';

/**
 * Where a visitor came from: the referrer's host unless it is the site itself, and the three `utm` labels, scrubbed and
 * at most 40 characters each. Takes `document.referrer` and the landing page's address; never throws.
 */
export function arrivalOf(referrer: string, landing: URL): Arrival {
  const bare = (host: string) => host.replace(/^www\./, '');
  const host = /^[a-z-]+:\/\/([^/?#@]+)/.exec(referrer)?.[1]?.replace(/:\d+$/, '');
  const label = (name: string) =>
    [...scrub(landing.searchParams.get(`utm_${name}`) ?? '')].slice(0, 40).join('').trim() || undefined;
  const [source, medium, name] = ['source', 'medium', 'campaign'].map(label);
  return {
    ...(host && bare(host) !== bare(landing.hostname) && { referrer: host }),
    ...((source || medium || name) && { campaign: { source, medium, name } }),
  } as Arrival;
}
