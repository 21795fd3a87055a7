/** Somebody else's measuring as its own documentation puts it into a page. */
export interface Peer {
  readonly name: string;
  /** What its documentation puts at the end of the page; its start in a file of its own, so that its work is told as its. */
  readonly tags: string;
  /** What lies at `/setup/{name}.js`. */
  readonly setup?: string;
  /** Its scripts, by address. */
  readonly scripts: RegExp;
  /** The paths it asks for until it has measured that the page was viewed, each at least so often. */
  readonly viewed: readonly (readonly [path: RegExp, times: number])[];
}

const start = (name: string) => `<script type="module" src="/setup/${name}.js"></script>`;

const plausible = `import { init } from '/npm/@plausible-analytics/tracker/plausible.js';
init({ domain: 'localhost', endpoint: '/post/plausible', captureOnLocalhost: true });`;

const vitals = `import { onCLS, onFCP, onINP, onLCP, onTTFB } from '/npm/web-vitals/dist/web-vitals.js';
const sendToAnalytics = (metric) => navigator.sendBeacon('/post/vitals', JSON.stringify(metric));
for (const watch of [onCLS, onFCP, onINP, onLCP, onTTFB]) watch(sendToAnalytics);`;

/** Ours, on a page with these settings and attributes. */
const ours = (more: object, attributes = '') => `<script type="application/json" id="kelisim-config">${JSON.stringify({
  purposes: ['necessary', 'statistics', 'search'],
  ...more,
})}</script><script defer src="/kelisim/kelisim.js" data-site="localhost" data-policy="/policy"
  data-policy-version="2026-11-01" ${attributes}></script>`;

const kelisim = {
  scripts: /\/kelisim\//,
  viewed: [
    [/\/v1\/batches$/, 1],
    [/\/vitals-[\w-]+\.js$/, 1],
  ],
} as const;

/** What we are measured against, a page without any of it, and ourselves. */
export const peers: readonly Peer[] = [
  { name: 'nothing', tags: '', scripts: /(?!)/, viewed: [] },
  { name: 'kelisim', tags: ours({}), ...kelisim },
  {
    // What consent alone costs a visitor who has answered: the peers have none.
    name: 'kelisim without telemetry',
    tags: ours({}, 'data-collector="null"'),
    scripts: kelisim.scripts,
    viewed: [[/\/after-[\w-]+\.js$/, 1]],
  },
  {
    // What a page with links that lead away, a search form, goals and events of its own fetches besides.
    name: 'kelisim, all of it',
    tags: `<a href="https://example.kz/">A partner</a><form role="search"><input type="search" name="q"></form>${ours({
      telemetry: { events: { call: {} }, goals: { called: { event: 'call' }, read: { path: '/next' } } },
    })}`,
    ...kelisim,
    viewed: [...kelisim.viewed, [/\/extras-[\w-]+\.js$/, 1]],
  },
  {
    name: '@plausible-analytics/tracker',
    tags: start('plausible'),
    setup: plausible,
    scripts: /\/(?:npm|setup)\//,
    viewed: [[/^\/post\/plausible$/, 1]],
  },
  {
    name: 'web-vitals',
    tags: start('web-vitals'),
    setup: vitals,
    scripts: /\/(?:npm|setup)\//,
    viewed: [[/^\/post\/vitals$/, 2]],
  },
  {
    name: 'plausible and web-vitals',
    tags: start('plausible-and-web-vitals'),
    setup: `${plausible}\n${vitals}`,
    scripts: /\/(?:npm|setup)\//,
    viewed: [
      [/^\/post\/plausible$/, 1],
      [/^\/post\/vitals$/, 2],
    ],
  },
  {
    name: 'posthog-js',
    tags: start('posthog'),
    setup: `import posthog from '/npm/posthog-js/dist/module.js';
posthog.init('phc_bench', { api_host: location.origin + '/post/posthog', defaults: '2025-11-30' });`,
    scripts: /\/(?:npm|setup|static)\//,
    viewed: [[/^\/post\/posthog\/(?:e|i\/v0\/e)\//, 1]],
  },
];

/** The file in `/setup/` that a peer's tag names. */
export const setupOf = (path: string): string | undefined =>
  peers.find(({ tags }) => tags.includes(`src="${path}"`))?.setup;
