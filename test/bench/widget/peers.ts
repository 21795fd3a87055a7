import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

/** Somebody else's widget as its own documentation puts it into a page. */
export interface Peer {
  readonly name: string;
  /** Scripts and style sheets that a page needs before its visitor can answer; from `/npm/`, ours from `/kelisim/`. */
  readonly files: readonly string[];
  /** What its documentation puts into the head. */
  readonly head: string;
  /** How a script waits for consent; null where it gates none. */
  readonly gated: ((script: string) => string) | null;
  /** Where accept is, from the document through open shadow roots; null where nobody is asked. */
  readonly accept: readonly string[] | null;
  /** An expression that is true once a yes is remembered; a no that was hit by mistake is none. */
  readonly remembered: string;
}

/** That the cookie `name` says what a yes leaves in it. */
const cookie = (name: string, yes: RegExp) =>
  `/(^|; )${name}=[^;]*?${yes.source}/.test(decodeURIComponent(document.cookie))`;
const css = (path: string) => `<link rel="stylesheet" href="${path}">`;

/** What we are measured against, ourselves, a page without any of it, and one with what a browser can do at best. */
export const peers: readonly Peer[] = [
  { name: 'nothing', files: [], head: '', gated: null, accept: null, remembered: 'true' },
  {
    name: 'a bare button',
    files: [],
    head: `<script>addEventListener('DOMContentLoaded', () => {
        const yes = document.body.appendChild(document.createElement('button'));
        yes.textContent = yes.id = 'yes';
        yes.style = 'position: fixed; bottom: 0; height: 44px; width: 50%';
        yes.onclick = () => {
          document.cookie = 'bare=yes';
          yes.remove();
          setTimeout(() => { for (const work of window.work ?? []) work(); }, 99);
        };
      });</script>`,
    gated: (script) => `<script>(window.work = window.work || []).push(() => { ${script} });</script>`,
    accept: ['#yes'],
    remembered: cookie('bare', /yes/),
  },
  {
    name: 'kelisim',
    files: ['kelisim.js'],
    head: `<script defer src="/kelisim/kelisim.js" data-collector="null" data-policy="/policy"
      data-policy-version="2026-11-01"></script>`,
    gated: (script) => `<script type="text/plain" data-kelisim="statistics">${script}</script>`,
    accept: ['kelisim-consent', '[data-kelisim-action=accept]'],
    remembered: cookie('kelisim', /granted=[^&;]*statistics/),
  },
  {
    name: 'vanilla-cookieconsent',
    files: ['vanilla-cookieconsent/dist/cookieconsent.umd.js', 'vanilla-cookieconsent/dist/cookieconsent.css'],
    head: `${css('/npm/vanilla-cookieconsent/dist/cookieconsent.css')}
      <script defer src="/npm/vanilla-cookieconsent/dist/cookieconsent.umd.js"></script>
      <script>addEventListener('DOMContentLoaded', () => CookieConsent.run({ hideFromBots: false,
        categories: { necessary: { enabled: true, readOnly: true }, analytics: {} },
        language: { default: 'en', translations: { en: {
          consentModal: { title: 'We use cookies', description: 'To measure visits.', acceptAllBtn: 'Accept all',
            acceptNecessaryBtn: 'Reject all', showPreferencesBtn: 'Settings' },
          preferencesModal: { title: 'Settings', acceptAllBtn: 'Accept all', acceptNecessaryBtn: 'Reject all',
            savePreferencesBtn: 'Save', sections: [{ title: 'Analytics', linkedCategory: 'analytics' }] } } } } }));</script>`,
    gated: (script) => `<script type="text/plain" data-category="analytics">${script}</script>`,
    accept: ['#cc-main [data-role=all]'],
    remembered: cookie('cc_cookie', /"analytics"/),
  },
  {
    name: 'orejime',
    files: ['orejime/dist/orejime-standard-en.js', 'orejime/dist/orejime-standard.css'],
    head: `<script>window.orejimeConfig = { privacyPolicyUrl: '/policy',
        purposes: [{ id: 'analytics', title: 'Analytics', cookies: ['_x'] }] };</script>
      <script src="/npm/orejime/dist/orejime-standard-en.js"></script>${css('/npm/orejime/dist/orejime-standard.css')}`,
    gated: (script) => `<template data-purpose="analytics"><script>${script}</script></template>`,
    accept: ['.orejime-Banner-saveButton'],
    remembered: cookie('eu-consent', /"analytics":true/),
  },
  {
    name: 'klaro',
    files: ['klaro/dist/klaro.js'],
    head: `<script>var klaroConfig = { acceptAll: true, privacyPolicy: '/policy', lang: 'en',
        translations: { en: { purposes: { analytics: 'Analytics' } } },
        services: [{ name: 'analytics', title: 'Analytics', purposes: ['analytics'] }] };</script>
      <script defer data-config="klaroConfig" src="/npm/klaro/dist/klaro.js"></script>`,
    gated: (script) =>
      `<script type="text/plain" data-type="application/javascript" data-name="analytics">${script}</script>`,
    accept: ['#klaro .cm-btn-success'],
    remembered: cookie('klaro', /"analytics":true/),
  },
  {
    name: 'cookieconsent',
    files: ['cookieconsent/build/cookieconsent.min.js', 'cookieconsent/build/cookieconsent.min.css'],
    head: `${css('/npm/cookieconsent/build/cookieconsent.min.css')}
      <script src="/npm/cookieconsent/build/cookieconsent.min.js"></script>
      <script>addEventListener('load', () => cookieconsent.initialise({ type: 'opt-in',
        palette: { popup: { background: '#000' }, button: { background: '#f1d600' } } }));</script>`,
    gated: null,
    accept: ['.cc-window .cc-allow'],
    remembered: cookie('cookieconsent_status', /allow/),
  },
  {
    name: 'tarteaucitronjs',
    files: [
      'tarteaucitronjs/tarteaucitron.min.js',
      'tarteaucitronjs/lang/tarteaucitron.en.min.js',
      'tarteaucitronjs/tarteaucitron.services.min.js',
      'tarteaucitronjs/css/tarteaucitron.min.css',
    ],
    head: `<script src="/npm/tarteaucitronjs/tarteaucitron.min.js"></script>
      <script>tarteaucitronForceLanguage = 'en';
        tarteaucitron.init({ privacyUrl: '/policy', orientation: 'bottom', DenyAllCta: true, AcceptAllCta: true,
          highPrivacy: true, removeCredit: true, useExternalCss: false, useExternalJs: false });
        tarteaucitron.services.bench = { key: 'bench', type: 'analytic', name: 'Bench', uri: '', needConsent: true,
          cookies: [], js() { for (const work of window.work ?? []) work(); } };
        (tarteaucitron.job = tarteaucitron.job || []).push('bench');</script>`,
    gated: (script) => `<script>(window.work = window.work || []).push(() => { ${script} });</script>`,
    accept: ['#tarteaucitronPersonalize2'],
    remembered: cookie('tarteaucitron', /!bench=true/),
  },
  {
    name: '@plausible-analytics/tracker',
    files: ['@plausible-analytics/tracker/plausible.js'],
    head: `<script type="module">import { init } from '/npm/@plausible-analytics/tracker/plausible.js';
      init({ domain: 'localhost', endpoint: '/event', captureOnLocalhost: true });</script>`,
    gated: null,
    accept: null,
    remembered: 'true',
  },
];

const root = new URL('../../..', import.meta.url).pathname;

/** Where what `path` names lies: ours below `/kelisim/`, theirs below `/npm/`. */
export const placeOf = (path: string): string =>
  path.startsWith('/npm/') ? join(root, 'test/bench/node_modules', path.slice(5)) : join(root, 'dist', path.slice(9));

/** The bytes of all files of a peer's after brotli at its highest level. */
export const bytesOf = ({ name, files }: Peer): number =>
  files
    .map((file) => placeOf(`${name === 'kelisim' ? '/kelisim' : '/npm'}/${file}`))
    .reduce((sum, place) => sum + brotliCompressSync(readFileSync(place)).length, 0);

/** Which version of a peer is measured. */
export const versionOf = ({ name }: Peer): string => {
  const place = join(root, name === 'kelisim' ? '' : `test/bench/node_modules/${name}`, 'package.json');
  return `${name} ${JSON.parse(readFileSync(place, 'utf8')).version}`;
};
