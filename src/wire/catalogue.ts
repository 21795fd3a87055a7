/** The kinds of data that a service of the catalogue receives; `words` names them in every language. */
export type DataKind =
  | 'address'
  | 'browser'
  | 'pages'
  | 'actions'
  | 'number'
  | 'watched'
  | 'map'
  | 'name'
  | 'talk'
  | 'tags';

/** How a tag is set going once it may; a service without one is an embed that the owner's page holds itself. */
export type TagKind = 'ga4' | 'gtm' | 'metrica' | 'meta' | 'vk';

type Match = { readonly name: string } | { readonly prefix: string };

/** A known third party, as its own documents describe it. */
export interface CatalogueEntry {
  readonly purpose: string;
  readonly name: string;
  /** Where its company is, ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly origins: readonly string[];
  readonly data: readonly DataKind[];
  /** Its cookies on the owner's own site; those on its own site no page can see. */
  readonly cookies?: readonly Match[];
  readonly storage?: readonly (Match & { readonly in: 'local' | 'session' })[];
  readonly tag?: TagKind;
}

const measured = ['address', 'browser', 'pages', 'actions', 'number'] as const;
const shown = ['address', 'browser', 'pages'] as const;

/**
 * Third parties that owners use most, by id. `maps` and `advertising` are purposes that come with their entries.
 *
 * Sources: https://support.google.com/analytics/answer/11397207, https://yandex.com/support/metrica/general/cookie-usage.html,
 * https://www.facebook.com/privacy/policies/cookies, https://ads.vk.com/help, the services' own embed codes.
 */
export const catalogue = {
  'google-analytics': {
    purpose: 'external',
    name: 'Google Analytics 4',
    country: 'US',
    origins: [
      'https://www.googletagmanager.com',
      'https://www.google-analytics.com',
      'https://region1.google-analytics.com',
      'https://analytics.google.com',
    ],
    data: measured,
    cookies: [{ name: '_ga' }, { prefix: '_ga_' }, { name: '_gid' }, { prefix: '_gat' }, { prefix: '_gac_' }],
    tag: 'ga4',
  },
  'google-tag-manager': {
    purpose: 'external',
    name: 'Google Tag Manager',
    country: 'US',
    origins: ['https://www.googletagmanager.com'],
    data: ['address', 'browser', 'pages', 'tags'],
    cookies: [{ prefix: '_dc_gtm_' }, { prefix: '_gcl_' }],
    tag: 'gtm',
  },
  'yandex-metrica': {
    purpose: 'external',
    name: 'Яндекс Метрика (Yandex Metrica)',
    country: 'RU',
    origins: ['https://mc.yandex.ru', 'https://mc.yandex.com', 'https://yastatic.net'],
    data: measured,
    cookies: [{ prefix: '_ym_' }],
    storage: [
      { in: 'local', prefix: '_ym' },
      { in: 'session', prefix: '_ym' },
      { in: 'session', prefix: '__ym' },
    ],
    tag: 'metrica',
  },
  'meta-pixel': {
    purpose: 'advertising',
    name: 'Meta Pixel',
    country: 'US',
    origins: ['https://connect.facebook.net', 'https://www.facebook.com'],
    data: measured,
    cookies: [{ name: '_fbp' }, { name: '_fbc' }],
    storage: [
      { in: 'local', name: 'lastExternalReferrer' },
      { in: 'local', name: 'lastExternalReferrerTime' },
    ],
    tag: 'meta',
  },
  'vk-pixel': {
    purpose: 'advertising',
    name: 'VK Реклама (VK Ads)',
    country: 'RU',
    origins: ['https://top-fwz1.mail.ru', 'https://privacy-cs.mail.ru'],
    data: measured,
    cookies: [{ prefix: 'tmr_' }, { name: 'domain_sid' }],
    storage: [
      { in: 'local', prefix: 'tmr_' },
      { in: 'session', prefix: 'tmr_' },
    ],
    tag: 'vk',
  },
  youtube: {
    purpose: 'video',
    name: 'YouTube',
    country: 'US',
    origins: ['https://www.youtube.com', 'https://www.youtube-nocookie.com'],
    data: [...shown, 'watched', 'number'],
  },
  'google-maps': {
    purpose: 'maps',
    name: 'Google Maps',
    country: 'US',
    origins: ['https://www.google.com', 'https://maps.google.com', 'https://maps.googleapis.com'],
    data: [...shown, 'map', 'number'],
  },
  '2gis': {
    purpose: 'maps',
    name: '2GIS',
    country: 'RU',
    origins: ['https://widgets.2gis.com', 'https://maps.api.2gis.ru', 'https://mapgl.2gis.com'],
    data: [...shown, 'map'],
  },
  'yandex-maps': {
    purpose: 'maps',
    name: 'Яндекс Карты (Yandex Maps)',
    country: 'RU',
    origins: ['https://yandex.ru', 'https://yandex.com', 'https://api-maps.yandex.ru', 'https://yastatic.net'],
    data: [...shown, 'map', 'number'],
  },
  zoom: {
    purpose: 'video',
    name: 'Zoom',
    country: 'US',
    origins: ['https://zoom.us', 'https://us02web.zoom.us', 'https://app.zoom.us', 'https://source.zoom.us'],
    data: ['name', 'address', 'browser', 'talk'],
  },
  jitsi: {
    purpose: 'video',
    name: 'Jitsi Meet',
    country: 'US',
    origins: ['https://meet.jit.si', 'https://8x8.vc'],
    data: ['name', 'address', 'browser', 'talk'],
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

export type CatalogueId = keyof typeof catalogue;
export const catalogueIds = Object.keys(catalogue) as CatalogueId[];

/** The purposes that the catalogue brings along where an owner has none of that name. */
export const cataloguePurposes = ['maps', 'advertising'] as const;

/** How the number of each tag looks; a wrong one would measure for somebody else. */
export const tagIds: Readonly<Record<TagKind, RegExp>> = {
  ga4: /^G-[A-Z0-9]{4,20}$/,
  gtm: /^GTM-[A-Z0-9]{4,20}$/,
  metrica: /^\d{4,12}$/,
  meta: /^\d{6,20}$/,
  vk: /^\d{4,12}$/,
};
