import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, afterEach, before, test } from 'node:test';
import { build } from 'esbuild';
import type { Browser } from 'puppeteer-core';
import { type Guest, openBrowser, openGuest, openSite, type Site, seeOut, tag, until } from '../support/site.ts';

const root = new URL('../../', import.meta.url).pathname;
const config = '{"purposes":["necessary","functional","video"]}';

/** Bundles a fixture as a developer would while at work: with every warning the framework has. */
async function bundle(code: string, platform: 'browser' | 'node' = 'browser') {
  const made = await build({
    stdin: { contents: code, resolveDir: `${root}test/journeys/fixtures` },
    bundle: true,
    write: false,
    format: platform === 'node' ? 'esm' : 'iife',
    platform,
    define: {
      'process.env.NODE_ENV': '"development"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true',
    },
    ...(platform === 'node' && {
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    }),
  });
  return made.outputFiles[0]?.text ?? '';
}

/** Runs a bundled program on a server, and answers what it printed. */
function onServer(code: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-'], {
    input: code,
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  return stdout;
}

const frameworks = {
  react: {
    server: `import { createElement } from 'react'; import { renderToString } from 'react-dom/server'; import { App } from './react-app.js'; console.log(renderToString(createElement(App)));`,
    page: `import './react-page.js';`,
  },
  vue: {
    server: `import { renderToString } from 'vue/server-renderer'; import { createApp } from './vue-app.js'; renderToString(createApp()).then(console.log);`,
    page: `import './vue-page.js';`,
  },
} as const;

let site: Site;
let browser: Browser;
before(async () => {
  browser = await openBrowser();
  const pages: Record<string, string | { body: string; headers: Record<string, string> }> = {};
  for (const [name, { server, page }] of Object.entries(frameworks)) {
    const html = onServer(await bundle(server, 'node')).trim();
    pages[`/${name}.js`] = { body: await bundle(page), headers: { 'content-type': 'text/javascript' } };
    pages[`/${name}`] = `<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>x</title>
      <script type="application/json" id="kelisim-config">${config}</script></head>
      <body><div id="app">${html}</div><script src="/${name}.js"></script>${tag()}</body></html>`;
  }
  site = await openSite(pages);
});
afterEach(() => seeOut(browser));
after(async () => {
  await browser?.close();
  site?.close();
});

/** Which of the fixture's gated parts a person sees. */
const shown = (guest: Guest) =>
  guest.page.evaluate(() =>
    ['feature', 'limited', 'odd', 'made', 'embed iframe[src]']
      .filter((id) => document.querySelector<HTMLElement>(`#${id}`)?.offsetParent)
      .join(),
  );

for (const name of Object.keys(frameworks))
  test(`C-50: ${name} hydrates and renders around gated nodes without a warning or an error`, async () => {
    const guest = await openGuest(browser);
    await guest.go(`${site.url}/${name}`);
    await guest.page.waitForFunction(
      () => !!document.querySelector('kelisim-note') && !!document.querySelector('kelisim-placeholder'),
    );
    const render = async (n: number) => {
      await guest.page.$eval('#again', (button) => (button as HTMLElement).click());
      await guest.page.waitForFunction(
        (words) => document.getElementById('last')?.textContent === words,
        {},
        `last ${n}`,
      );
    };
    await render(1);
    await until('late gates are shut', async () => (await shown(guest)) === 'limited');
    assert.match(await guest.page.$eval('#limited', (limited) => limited.textContent ?? ''), /^limited 1/);
    assert.equal((await guest.page.$$('kelisim-note')).length, 1, 'the reason is there still');
    await guest.press('accept');
    await until('all is open', async () => (await shown(guest)) === 'feature,odd,made,embed iframe[src]');
    await render(2);
    await until('one has gone', async () => (await shown(guest)) === 'feature,made,embed iframe[src]');
    await render(3);
    await until('and come back', async () => (await shown(guest)) === 'feature,odd,made,embed iframe[src]');
    await guest.page.evaluate(() => void (window as unknown as { kelisim: { withdraw(): void } }).kelisim.withdraw());
    await until('all is shut', async () => (await shown(guest)) === 'limited');
    await render(4);
    await render(5);
    await until('and stays shut', async () => (await shown(guest)) === 'limited');
    assert.deepEqual(guest.errors, []);
    assert.deepEqual(
      guest.warnings.filter((line) => /hydrat|mismatch|kelisim/i.test(line)),
      [],
    );
  });

test('C-50: importing on a server touches nothing, and nobody there has granted anything', () => {
  const said = onServer(`
    const before = Object.getOwnPropertyNames(globalThis).join();
    const { start } = await import('${root}dist/index.js');
    const kelisim = start({ policy: { url: '/policy', version: '2026-11-01' } });
    let waits = true;
    kelisim.when('statistics').then(() => { waits = false; });
    kelisim.on('decision', () => {})();
    kelisim.push(() => { throw Error('called'); });
    kelisim.decide({ statistics: true });
    kelisim.track('call');
    await kelisim.ready;
    console.log(JSON.stringify({
      granted: ['necessary', 'statistics', 'video'].map(kelisim.isGranted), decision: kelisim.decision(), waits,
      withdrawn: await kelisim.withdraw(), receipt: await kelisim.receipt(), place: await kelisim.place(),
      same: before === Object.getOwnPropertyNames(globalThis).join(),
    }));`);
  assert.deepEqual(JSON.parse(said), {
    granted: [false, false, false],
    decision: null,
    waits: true,
    withdrawn: { removed: [], remaining: [] },
    receipt: null,
    place: null,
    same: true,
  });
});
