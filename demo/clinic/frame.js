import { html } from './html.js';
import { leaf } from './icons.js';
import { operator } from './operator.js';
import { languages } from './words/words.js';

/**
 * What a page is made from.
 * @typedef {{ language: import('./doctors/doctors.js').Language, t: import('./words/ru.js').Words, path: string,
 *   query: URLSearchParams, now: Date, collector: string, video: string, link: (path: string) => string }} Site
 * `path` is without the language; `link` puts it back.
 * @typedef {{ status?: number, title: string, body: import('./html.js').Markup }} Page
 */

/** @type {Readonly<Record<import('./doctors/doctors.js').Language, string>>} */
const ownNames = { ru: 'Русский', kk: 'Қазақша', en: 'English' };

/**
 * The address of `path` in `language`: Russian has no prefix.
 * @param {import('./doctors/doctors.js').Language} language
 * @param {string} path
 */
export const localise = (language, path) => (language === 'ru' ? path : `/${language}${path === '/' ? '/' : path}`);

/**
 * A whole document around `page`. No inline script or style: the clinic is served under a strict policy.
 * @param {Site} site
 * @param {Page} page
 */
export function frame(site, page) {
  const { t, link, language, collector } = site;
  const isHome = site.path === '/';
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${isHome ? `${t.title}: ${page.title}` : `${page.title} · ${t.title}`}</title>
<meta name="description" content="${t.description}">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#f4f7f4" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#0f1613" media="(prefers-color-scheme: dark)">
<link rel="icon" href="/img/leaf.svg" type="image/svg+xml">
<link rel="stylesheet" href="/clinic.css">
${languages.map(
  (other) => html`<link rel="alternate" hreflang="${other}" href="${localise(other, site.path)}">
`,
)}<script defer src="${collector}/kelisim.js" data-config="${localise(language, '/kelisim.json')}"></script>
<script defer src="/clinic.js"></script>
</head>
<body>
<a class="skip" href="#content">${t.skip}</a>
${header(site)}
<main id="content" tabindex="-1">
${page.body}
</main>
<footer class="footer">
<div class="wide">
<p class="footer-name">${t.title}</p>
<ul class="plain footer-phones">
${/** @type {const} */ (['almaty', 'astana']).map((city) => html`<li>${t.cities[city]} ${phone(city)}</li>`)}
</ul>
<ul class="plain footer-links">
<li><a href="${link('/policy')}">${t.policy}</a></li>
<li><button type="button" class="linklike" data-kelisim-open="preferences">${t.privacy}</button></li>
<li><a href="${link('/contacts')}">${t.nav.contacts}</a></li>
</ul>
<p class="quiet">${t.invented}</p>
</div>
</footer>
</body>
</html>
`;
}

/** @param {Site} site */
function header({ t, link, language, path, query }) {
  const nav = /** @type {const} */ (['doctors', 'appointment', 'video', 'favourites', 'contacts']);
  const search = query.get('q') ? `?q=${encodeURIComponent(query.get('q') ?? '')}` : '';
  return html`<header class="header">
<div class="wide header-rows">
<a class="logo" href="${link('/')}">${leaf}<span><b>${t.name}</b> <small>${t.kind}</small></span></a>
<nav class="nav" aria-label="${t.menu}"><ul class="plain">
${nav.map((name) => {
  const here =
    path === `/${name}` ? html` aria-current="page"` : path.startsWith(`/${name}/`) ? html` aria-current="true"` : null;
  return html`<li><a href="${link(`/${name}`)}"${here}>${t.nav[name]}</a></li>
`;
})}</ul></nav>
<p class="header-phone">${phone('almaty')}</p>
<nav class="languages" aria-label="${t.language}"><ul class="plain">
${languages.map((other) => {
  const here = other === language ? html` aria-current="true"` : null;
  return html`<li><a href="${localise(other, path)}${search}" hreflang="${other}" lang="${other}"${here}>${ownNames[other]}</a></li>
`;
})}</ul></nav>
</div>
</header>`;
}

/**
 * A phone number that can be pressed; pressing it is the event "call".
 * @param {'almaty' | 'astana'} city
 */
export const phone = (city) =>
  html`<a class="phone" href="${operator.phones[city].href}" data-kelisim-event="call">${operator.phones[city].text.replaceAll(' ', '\u00a0')}</a>`;
