import type { Page, Vendor } from './vendors.ts';

type Answer = 'granted' | 'denied';

/** What Google knows of an answer. Source: https://developers.google.com/tag-platform/security/guides/consent */
const denied = {
  ad_storage: 'denied',
  ad_user_data: 'denied',
  ad_personalization: 'denied',
  analytics_storage: 'denied',
  functionality_storage: 'granted',
  personalization_storage: 'denied',
  security_storage: 'granted',
} as const satisfies Readonly<Record<string, Answer>>;

const ours = new WeakSet<object>();

/**
 * Consent Mode in its basic form: denied is the first entry, every answer an update, and no script of Google's is asked
 * for before the yes (the advanced form sends pings before it). Advertising is granted by the purpose `advertising` alone.
 */
const both: Pick<Vendor, 'name' | 'prepare' | 'follow'> = {
  name: 'dataLayer',
  prepare(page) {
    page.dataLayer ??= [];
    const layer = page.dataLayer as unknown[];
    if (ours.has(layer)) return true;
    // A tag that runs already has a `push` of its own in there.
    if (Object.keys(layer).includes('push')) return false;
    ours.add(layer);
    // First, whatever the owner's page has put in there by itself.
    layer.unshift(asArguments('consent', 'default', { ...denied, wait_for_update: 500 }));
    page.gtag ??= () => {};
    return true;
  },
  follow(api, page, isOpen) {
    if (!api.decision()) return;
    const say = (granted: boolean): Answer => (isOpen && granted ? 'granted' : 'denied');
    const ads = say(api.isGranted('advertising'));
    gtag(page)('consent', 'update', {
      ...denied,
      ad_storage: ads,
      ad_user_data: ads,
      ad_personalization: ads,
      analytics_storage: say(true),
      personalization_storage: say(api.isGranted('functional')),
    });
    page.gtag = isOpen ? gtag(page) : () => {};
  },
};

/** Google's two, which share `dataLayer`. */
export const google: Readonly<Record<'ga4' | 'gtm', Vendor>> = {
  ga4: {
    ...both,
    address: (id) => `https://www.googletagmanager.com/gtag/js?id=${id}`,
    start(page, id) {
      gtag(page)('js', new Date());
      gtag(page)('config', id, { allow_google_signals: false, allow_ad_personalization_signals: false });
    },
  },
  gtm: {
    ...both,
    address: (id) => `https://www.googletagmanager.com/gtm.js?id=${id}`,
    start(page) {
      (page.dataLayer as unknown[]).push({ 'gtm.start': Date.now(), event: 'gtm.js' });
    },
  },
};

/** Google's own command queue. */
const gtag =
  (page: Page) =>
  (...command: unknown[]) =>
    void (page.dataLayer as unknown[]).push(asArguments(...command));

/** Google tells commands from other entries by their being an `arguments` object. */
function asArguments(..._command: unknown[]): IArguments {
  // biome-ignore lint/complexity/noArguments: see above
  return arguments;
}
