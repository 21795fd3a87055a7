/**
 * The host of the page that led here, without `www.`; undefined for the site itself, and where nothing is told. Takes
 * `document.referrer` and the host of this page.
 */
export function referrerOf(referrer: string, own: string): string | undefined {
  const host = /^[a-z-]+:\/\/(?:[^/@]*@)?(?:www\.)?([^/?#:@]+)/.exec(referrer)?.[1];
  return host === own.replace(/^www\./, '') ? undefined : host;
}
