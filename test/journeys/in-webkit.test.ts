import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, afterEach, before, test } from 'node:test';
import { engine, openSite, pageOf, type Site, until } from '../support/site.ts';
import { control, keys, openWalker, type Walker } from '../support/walker.ts';
import { looks, pages, policies } from './fixtures/policies.ts';

/** The built files in WebKit: what an engine may do otherwise. Each visitor has a browser of their own. */
const skip = engine !== 'webkit';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const services = [{ id: 'spy', purpose: 'external', name: 'Spy', country: 'KZ', cookies: [{ name: '_t' }] }];
const config = { purposes: ['necessary', 'functional', 'statistics', 'external', 'video'], services };
const feature = '<p hidden data-kelisim="functional">feature</p><p data-kelisim-else="functional">limited</p>';
const embed = '<div data-kelisim="video"><a href="/m">Meet</a><template><iframe title="m"></iframe></template></div>';
const script = (code: string) => `<script type="text/plain" data-kelisim="external">${code}</script>`;
const listen = `window.violations = []; document.addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective + ' ' + e.blockedURI))`;

/** Files of ours that are altered on their way. */
let tampered = /^$/;
let site: Site;
let walker: Walker;
before(async () => {
  if (skip) return;
  const listening = Object.fromEntries(
    Object.entries(pages).map(([path, page]) => {
      const heard = (html: string) => html.replace('<head>', '<head><script src="/listen.js" nonce="abc"></script>');
      return [path, typeof page === 'string' ? heard(page) : { ...page, body: heard(page.body) }];
    }),
  );
  site = await openSite(
    {
      ...listening,
      '/listen.js': { body: listen, headers: { 'content-type': 'text/javascript' } },
      '/': pageOf(
        `${script('(window.ran ||= []).push(1)')}${script('ran.push(2); document.cookie = "_t=1;path=/"')}${feature}${embed}
         <button id="open" data-kelisim-open="preferences">Settings</button><button id="count" onclick="textContent = +textContent + 1">0</button>`,
        config,
      ),
      '/tries': pageOf(
        `${feature}<script>const trying = setInterval(() => {
          const accept = document.querySelector('kelisim-consent')?.shadowRoot.querySelector('[data-kelisim-action=accept]');
          if (!accept) return; // not asked yet
          clearInterval(trying);
          kelisim.decide({ functional: true });
          accept.click();
          document.title = 'tried';
        }, 300)</script>`,
        config,
      ),
      '/form': pageOf(
        '<form data-kelisim-form="ask" action="/sent"><input name="name" aria-label="name"><button id="send">Send</button></form>',
      ),
      '/sent': '<!doctype html><title>sent</title><h1>sent</h1>',
    },
    { alter: (file, body) => (tampered.test(file) ? Buffer.concat([body, Buffer.from(';window.evil=1')]) : body) },
  );
});
afterEach(async () => {
  tampered = /^$/;
  await walker?.close();
});
after(() => site?.close());

async function enter(path: string) {
  walker = await openWalker();
  await walker.go(site.url + path);
  return walker;
}
const asks = () => walker.ask<boolean>(`!!find('kelisim-consent >>> section')`);

test('C-01, C-27, C-31: in WebKit nothing is stored before an answer, and a no is one cookie that asks no more', {
  skip,
}, async () => {
  const { ask, press, go, cookie } = await enter('/');
  const stored = `Promise.all([indexedDB.databases(), caches.keys()]).then(([bases, kept]) =>
    [document.cookie, localStorage.length, sessionStorage.length, bases.length, kept.length].join())`;
  await until('the gates are attended', () => ask(`!!find('kelisim-placeholder')`));
  assert.equal(await ask(stored), ',0,0,0,0');
  assert.deepEqual(
    site.asked.filter((line) => line !== 'GET /'),
    [],
  );
  await press(control('refuse'));
  await until('the no is kept', cookie);
  assert.match(
    await cookie(),
    /^policy=2026-11-01&on=[\d-]{10}&granted=&refused=functional\.statistics\.external\.video$/,
  );
  await go(`${site.url}/?again`);
  assert.equal(await asks(), false);
  assert.equal(await ask('document.cookie.split(";").length'), 1);
  assert.equal(await ask('indexedDB.databases().then((bases) => bases.length)'), 0);
});

test('C-05, C-06: in WebKit accept and refuse are alike and can be hit at every size, and the banner takes half at most', {
  skip,
}, async () => {
  const { ask, resize } = await enter('/');
  for (const [width, height] of [
    [1280, 800],
    [568, 320],
    [460, 568], // its window is no narrower
  ] as const) {
    await resize(width, height);
    await until('it is as large', () => ask<boolean>(`innerWidth === ${width}`));
    const seen = await ask<{ look: string; area: number; isHit: boolean }[]>(`['accept', 'refuse'].map((action) => {
      const button = find('kelisim-consent >>> [data-kelisim-action=' + action + ']');
      const { left, top, width, height } = button.getBoundingClientRect();
      const { color, backgroundColor, font, border, borderRadius } = getComputedStyle(button);
      const root = button.getRootNode();
      const isHit = [[left + 8, top + 8], [left + width / 2, top + height / 2], [left + width - 8, top + height - 8]]
        .every(([x, y]) => document.elementFromPoint(x, y) === root.host && root.elementFromPoint(x, y) === button);
      return { look: [button.localName, color, backgroundColor, font, border, borderRadius].join(), area: width * height, isHit };
    })`);
    const [accept, refuse] = seen;
    assert.ok(accept && refuse);
    assert.equal(accept.look, refuse.look);
    assert.ok(accept.isHit && refuse.isHit, `${width}×${height}`);
    assert.ok(accept.area / refuse.area > 0.8 && accept.area / refuse.area < 1.25);
    const share = await ask<number>(
      `(({ width, height }) => width * height / innerWidth / innerHeight)(find('kelisim-consent >>> section').getBoundingClientRect())`,
    );
    assert.ok(share <= 0.5, `${share}`);
  }
});

test('C-08: in WebKit a script’s call and click grant nothing, nor does Esc', { skip }, async () => {
  const { ask, type, cookie, granted } = await enter('/tries');
  await until('it has tried', () => ask<boolean>(`document.title === 'tried'`));
  await type(keys.escape + keys.enter);
  assert.deepEqual([await cookie(), await granted(), await asks()], ['', 'necessary', true]);
});

test('C-12, C-17, C-21, C-22: in WebKit gates open once and in order, and a withdrawal takes script and cookie away', {
  skip,
}, async () => {
  const { ask, press, granted } = await enter('/');
  await press(control('accept'));
  await until('all have run', () => ask<boolean>('window.ran?.length === 2'));
  assert.deepEqual(await ask('ran'), [1, 2]);
  await until('the feature is there', () => ask<boolean>(`!find('[data-kelisim=functional]').hidden`));
  await until('so is the embed', () => ask<boolean>(`!!find('iframe[title=m]:not([style])')`));
  await press(control('settings'));
  await press(`kelisim-consent >>> dialog [data-kelisim-action=withdraw]`);
  await until('the page came back without it', () => ask<boolean>(`!window.ran && !document.cookie.includes('_t=')`));
  await until('all is refused', async () => (await granted()) === 'necessary');
  assert.equal(await ask(`find('[data-kelisim=functional]').hidden`), true);
});

test('C-32: in WebKit a broken record asks again and is repaired', { skip }, async () => {
  const { ask, press, go, cookie, granted } = await enter('/');
  await ask(`document.cookie = 'kelisim=policy=2026-11-01&on=true&granted=functional&refused=;path=/'`);
  await go(`${site.url}/?again`);
  assert.deepEqual([await granted(), await asks()], ['necessary', true]);
  await press(control('refuse'));
  await until('it is repaired', async () => /&on=\d{4}-\d\d-\d\d&granted=&refused=functional/.test(await cookie()));
});

test('C-35, C-36, C-37: in WebKit a form is held until its box is ticked, and its receipt travels along', {
  skip,
}, async () => {
  const { ask, press, type } = await enter('/form');
  await press(control('refuse'));
  await press('[name=name]');
  await type(`x${keys.enter}`);
  await until('the error is said', () => ask<boolean>(`!!find('.kelisim-error')`));
  assert.deepEqual(await ask(`[location.pathname, document.activeElement === find('[data-kelisim-agreement]')]`), [
    '/form',
    true,
  ]);
  await press('[data-kelisim-agreement]');
  await until('the receipt is in it', () =>
    ask<boolean>(`/^[\\w-]{22}$/.test(new FormData(find('form')).get('kelisim-receipt'))`),
  );
  await press('#send');
  await until('it is sent', () => ask<boolean>(`location.pathname === '/sent'`));
  assert.match(
    await ask<string>('location.search'),
    /^\?name=x&kelisim-policy=2026-11-01&kelisim-text=[\da-f]{64}&kelisim-language=ru&kelisim-at=[^&]+&kelisim-receipt=[\w-]{22}$/,
  );
});

for (const [i, [name, { inline }]] of Object.entries(policies).entries())
  test(`C-42: in WebKit under ${name} nothing is violated, all looks the same, and gates open once`, {
    skip,
  }, async () => {
    const here = `document.querySelectorAll('kelisim-placeholder').length === 2 && !!find('kelisim-note >>> p')`;
    const { ask, press, go } = await enter('/free');
    await until('the free page is whole', () => ask<boolean>(here));
    const free = await ask(looks);
    await go(`${site.url}/policy/${i}`);
    await until('the page is whole', () => ask<boolean>(here));
    assert.equal(await ask(looks), free);
    await press(control('accept'));
    await until('all is open', () =>
      ask<boolean>(
        `'ran' in window && 'moved' in window && !!find('#shown') && document.querySelectorAll('iframe[src]').length === 2 && ${
          inline ? `'inline' in window` : true
        }`,
      ),
    );
    assert.deepEqual(await ask('[ran, moved]'), [1, 1]);
    await press('[data-kelisim-agreement]');
    await until('a receipt is in the form', () =>
      ask<boolean>(`/^[\\w-]{22}$/.test(new FormData(find('form')).get('kelisim-receipt'))`),
    );
    await until('the declaration is there', () => ask<boolean>(`!!find('[data-kelisim-declaration] td')`));
    await ask(`kelisim.open('data')`);
    await until('the data are there', () =>
      ask<boolean>(`!!find('kelisim-consent >>> [data-kelisim-action=download]:enabled')`),
    );
    await press('kelisim-consent >>> dialog [data-kelisim-action=close]');
    await until('they are closed', async () => !(await ask(`!!find('kelisim-consent >>> dialog')`)));
    await press(control('settings'));
    await press('kelisim-consent >>> dialog button[lang=kk]');
    await until('it speaks Kazakh', () =>
      ask<boolean>(`/Құпиялылық/.test(find('kelisim-consent >>> dialog').innerText)`),
    );
    assert.deepEqual(await ask('violations'), []);
  });

test('C-42, C-47: in WebKit a file that was tampered with does not run, and all stays refused', { skip }, async () => {
  tampered = /^gates-/;
  const from = site.files.length;
  const { ask, press, cookie } = await enter('/');
  await press(control('accept'));
  await until('the yes is kept', cookie);
  await until('the file was asked for', async () => site.files.slice(from).some((file) => /^gates-/.test(file)));
  assert.deepEqual(await ask(`[find('[data-kelisim=functional]').hidden, 'evil' in window, 'ran' in window]`), [
    true,
    false,
    false,
  ]);
});

test('C-44, C-49, C-53: in WebKit axe finds nothing, settings keep the focus and give it back, a key’s choice leads to the start', {
  skip,
}, async () => {
  const { ask, type } = await enter('/');
  await until('all is drawn', () =>
    ask(`!!find('kelisim-placeholder >>> .panel') && !!find('kelisim-consent >>> .entry')`),
  );
  const faults = (where: string) =>
    ask<string[]>(`(() => { ${axe}; return axe.run(${where}).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ' ' + nodes.map(({ html }) => html))) })()`);
  assert.deepEqual(await faults(`{ include: [['kelisim-consent'], ['kelisim-placeholder'], ['kelisim-note']] }`), []);
  assert.equal(await ask('document.activeElement.localName'), 'body', 'nothing was focused');
  await ask(`find('kelisim-consent >>> [data-kelisim-action=settings]').focus()`);
  await type(keys.enter);
  await until('the settings are there', () => ask(`!!find('kelisim-consent >>> dialog:modal input')`));
  assert.deepEqual(await faults(`{ fromShadowDom: ['kelisim-consent', 'dialog'] }`), []);
  const focused = () =>
    ask<string>(
      `document.activeElement.shadowRoot?.activeElement?.dataset.kelisimAction ?? document.activeElement.localName`,
    );
  assert.equal(await focused(), 'close');
  await type(keys.escape);
  await until('they are closed', async () => !(await ask(`!!find('kelisim-consent >>> dialog')`)));
  assert.equal(await focused(), 'settings');
  await ask(`find('kelisim-consent >>> [data-kelisim-action=refuse]').focus()`);
  await type(keys.enter);
  await until('the banner is gone', async () => !(await asks()));
  await until('the focus is at the start', async () => (await focused()) === 'main');
});

test('C-47: in WebKit an unseen dialog never freezes the page', { skip }, async () => {
  const { ask, press } = await enter('/');
  await until('the way in is open', () => ask(`!!find('kelisim-consent >>> .entry')`));
  await ask(`(() => {
    const root = find('kelisim-consent').shadowRoot;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(':host{display:none!important}');
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    new MutationObserver(() => { if (root.querySelector('dialog')) document.title = 'tried'; })
      .observe(root, { childList: true, subtree: true });
  })()`);
  await press('#open');
  await until('it was tried', () => ask<boolean>(`document.title === 'tried'`));
  await press('#count');
  assert.equal(await ask(`find('#count').textContent`), '1');
});
