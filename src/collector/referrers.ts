import { parse } from 'tldts';

/**
 * The registrable domain of a referrer's host (`mail.google.com` → `google.com`), `other` for addresses and private
 * names, undefined for the site itself.
 */
export function referrerOf(host: string, site: string): string | undefined {
  const bare = host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
  if (bare === site || bare === `www.${site}`) return undefined;
  const { domain, isIp, isIcann, isPrivate } = parse(bare, { allowPrivateDomains: true });
  if (!domain || isIp || !(isIcann || isPrivate)) return 'other';
  return domain === parse(site, { allowPrivateDomains: true }).domain ? undefined : domain;
}

/** Domains that send nobody and only want to be seen in reports. Source: https://github.com/matomo-org/referrer-spam-list (CC0) */
const spam = new Set(
  (
    'semalt.com buttons-for-website.com buttons-for-your-website.com darodar.com ilovevitaly.com priceg.com blackhatworth.com ' +
    'hulfingtonpost.com makemoneyonline.com econom.co simple-share-buttons.com social-buttons.com best-seo-offer.com ' +
    'best-seo-solution.com free-share-buttons.com free-social-buttons.com get-free-traffic-now.com event-tracking.com ' +
    'floating-share-buttons.com guardlink.org success-seo.com videos-for-your-business.com webmonetizer.net ' +
    'trafficmonetize.org 4webmasters.org o-o-6-o-o.com bestwebsitesawards.com traffic2money.com sitevaluation.org ' +
    'rankings-analytics.com copyrightclaims.org keywords-monitoring-success.com rank-checker.online snip.to'
  ).split(' '),
);

/** Whether a referrer's host is known for spam. */
export function isSpam(host: string): boolean {
  const { domain } = parse(host.toLowerCase());
  return domain !== null && spam.has(domain);
}
