import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inside, openStage, type Stage, until, type Visitor } from '../support/stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage?.close());

type Layer = Window & { dataLayer: ArrayLike<unknown>[]; ym: { (...call: unknown[]): void; a?: unknown[][] } };

/** What stands first in Google's list, before anything was asked. */
const denied = {
  ad_storage: 'denied',
  ad_user_data: 'denied',
  ad_personalization: 'denied',
  analytics_storage: 'denied',
  functionality_storage: 'granted',
  personalization_storage: 'denied',
  security_storage: 'granted',
};

const owned = (config: object, body = '') => `<!doctype html><html lang="ru"><title>x</title><body><main><h1>x</h1>
<button id="more">x</button>${body}</main>
<script type="application/json" id="kelisim-config">${JSON.stringify(config)}</script>
<script defer src="${stage.door}/kelisim.js" data-site="localhost" data-policy="/p" data-policy-version="2026-11-01"></script>`;

/** Opens an owner's page; what it asks of strangers is noted and answered by `script`. */
async function visit(config: object, { body = '', script = '', path = '/' } = {}) {
  const site = await stage.serve({ [path]: owned(config, body), '/favicon.ico': '' });
  const visitor = await stage.visitor();
  const asked: string[] = [];
  await visitor.page.setRequestInterception(true);
  visitor.page.on('request', (request) => {
    const { hostname, origin, pathname, search } = new URL(request.url());
    if (hostname === 'localhost') return void request.continue();
    asked.push(origin + pathname + search);
    void request.respond({ status: 200, contentType: 'text/javascript', body: script });
  });
  await visitor.go(site + path);
  return { visitor, asked, address: site + path };
}

const layerOf = (visitor: Visitor) =>
  visitor.page.evaluate(() => (window as unknown as Layer).dataLayer.map((entry) => [...Array.from(entry)]));

async function allow(visitor: Visitor, ...purposes: string[]) {
  await visitor.press('settings');
  for (const purpose of purposes) {
    const control = `kelisim-consent >>> dialog input[name="${purpose}"]`;
    await visitor.page.waitForSelector(control);
    await visitor.press(control);
  }
  await visitor.press('save');
  await until('the settings are closed', async () => !(await visitor.sees('kelisim-consent >>> dialog')));
}

test('C-19: Google hears of denial first, of the answer on the same page, and gives no script before a yes', async () => {
  const { visitor, asked } = await visit({
    services: [
      { use: 'google-analytics', id: 'G-TEST1234' },
      { use: 'google-tag-manager', id: 'GTM-TEST12' },
    ],
  });
  const first = ['consent', 'default', { ...denied, wait_for_update: 500 }];
  assert.deepEqual(await layerOf(visitor), [first]);
  await visitor.page.evaluate(() => (window as unknown as { gtag(...call: unknown[]): void }).gtag('event', 'early'));
  await visitor.press('accept');
  await until('Google hears of the answer', async () => (await layerOf(visitor)).length > 1);
  assert.deepEqual(await layerOf(visitor), [first, ['consent', 'update', denied]], 'abroad needs a yes of its own');
  assert.deepEqual(asked, []);

  await allow(visitor, 'crossborder:google-analytics');
  await until('the tag is asked for', async () => asked.length > 0);
  assert.deepEqual(asked, ['https://www.googletagmanager.com/gtag/js?id=G-TEST1234'], 'and not the manager’s');
  const said = await layerOf(visitor);
  assert.deepEqual(said.slice(2, 3), [
    ['consent', 'update', { ...denied, analytics_storage: 'granted', personalization_storage: 'granted' }],
  ]);
  assert.deepEqual(
    said.slice(3).map(([command, what]) => [command, command === 'config' ? what : '']),
    [
      ['js', ''],
      ['config', 'G-TEST1234'],
    ],
  );
  assert.ok(!JSON.stringify(said).includes('early'), 'what was called before the yes is dropped, not queued');

  await Promise.all([
    visitor.page.waitForNavigation(),
    visitor.page.evaluate(() => {
      void (window as unknown as { kelisim: { withdraw(): void } }).kelisim.withdraw();
    }),
  ]);
  await until('the page is back', async () => (await layerOf(visitor).catch(() => [])).length > 1);
  assert.deepEqual(await layerOf(visitor), [first, ['consent', 'update', denied]]);
  assert.equal(asked.length, 1, 'nothing more is asked for');
  await visitor.close();
});

test('C-19: advertising is granted to Google only by a purpose of that name', async () => {
  const texts = { ru: 'Реклама', kk: 'Жарнама', en: 'Advertising' };
  const { visitor } = await visit({
    operator: { country: 'US' },
    purposes: ['necessary', 'external', { id: 'advertising', texts }],
    services: [{ use: 'google-tag-manager', id: 'GTM-TEST12' }],
  });
  await allow(visitor, 'external');
  const last = async () => (await layerOf(visitor)).filter(([command]) => command === 'consent').at(-1)?.[2];
  await until('the answer is known', async () => (await layerOf(visitor)).length > 1);
  assert.deepEqual(await last(), { ...denied, analytics_storage: 'granted' });
  const before = (await layerOf(visitor)).length;
  await allow(visitor, 'advertising');
  await until('the next answer is known', async () => (await layerOf(visitor)).length > before);
  assert.deepEqual(await last(), {
    ...denied,
    analytics_storage: 'granted',
    ad_storage: 'granted',
    ad_user_data: 'granted',
    ad_personalization: 'granted',
  });
  await visitor.close();
});

test('C-19: the denial goes before what the page has put into the list by itself', async () => {
  const { visitor } = await visit(
    { services: [{ use: 'google-tag-manager', id: 'GTM-TEST12' }] },
    { body: '<script>window.dataLayer = [{ event: "own" }]</script>' },
  );
  const kinds = await visitor.page.evaluate(() =>
    (window as unknown as Layer).dataLayer.map((entry) => (entry as { event?: string }).event ?? entry[1]),
  );
  assert.deepEqual(kinds, ['default', 'own']);
  await visitor.close();
});

test('C-21, C-22: a counter of the same country starts after "accept", and its traces go with the withdrawal', async () => {
  const script = `document.cookie = '_ym_uid=1;path=/'; localStorage.setItem('_ym_retryReqs', '1');
    localStorage.setItem('ymca', 'ours');`;
  const { visitor, asked } = await visit(
    { operator: { country: 'RU' }, services: [{ use: 'yandex-metrica', id: 12345678 }] },
    { script },
  );
  await visitor.page.evaluate(() => (window as unknown as Layer).ym(12345678, 'reachGoal', 'early'));
  assert.deepEqual(asked, []);
  const text = await visitor.page.$eval('kelisim-consent >>> section', (card) => (card as HTMLElement).innerText);
  assert.match(text, /Сторонние сервисы статистики: Яндекс Метрика/, 'its purpose is asked for without another line');
  await visitor.press('accept');
  await until('the counter is asked for', async () => asked.length > 0);
  assert.deepEqual(asked, ['https://mc.yandex.ru/metrika/tag.js']);
  await until('it has run', () => visitor.page.evaluate(() => document.cookie.includes('_ym_uid')));
  const calls = await visitor.page.evaluate(() => (window as unknown as Layer).ym.a);
  assert.deepEqual(calls, [[12345678, 'init', { webvisor: false, clickmap: false, trackLinks: true }]]);

  await Promise.all([
    visitor.page.waitForNavigation(),
    visitor.page.evaluate(() => {
      void (window as unknown as { kelisim: { withdraw(): void } }).kelisim.withdraw();
    }),
  ]);
  await visitor.page.waitForFunction(() => document.documentElement.dataset.kelisimGranted === 'necessary');
  assert.deepEqual(
    await visitor.page.evaluate(() => [
      document.cookie.includes('_ym'),
      localStorage.getItem('_ym_retryReqs'),
      localStorage.getItem('ymca'),
    ]),
    [false, null, 'ours'],
  );
  assert.equal(asked.length, 1);
  await visitor.close();
});

test('C-16: a service by its name alone has a placeholder that says who, where and which data, and opens on a yes', async () => {
  const body = `<div data-kelisim="video" data-kelisim-service="youtube"><template>
    <iframe title="x" width="400" height="300" src="https://www.youtube-nocookie.com/embed/x"></iframe></template></div>`;
  const { visitor, asked } = await visit({ services: ['youtube'] }, { body });
  const panel = 'kelisim-placeholder >>> .panel';
  await visitor.page.waitForSelector(panel);
  const text = await visitor.page.$eval(panel, (element) => (element as HTMLElement).innerText);
  assert.match(text, /YouTube \(Соединенные Штаты\).*какие видео вы смотрите/s);
  await visitor.press('accept');
  assert.deepEqual(asked, [], 'accept alone sends nothing abroad');
  await visitor.press('kelisim-placeholder >>> [data-kelisim-action=allow]');
  await until('the film is asked for', async () => asked.length > 0);
  assert.deepEqual(asked, ['https://www.youtube-nocookie.com/embed/x']);
  await visitor.close();
});

test('a page without such services fetches nothing of the catalogue', async () => {
  const own = { id: 'meet', purpose: 'video', name: 'Meet', country: 'NL' };
  const { visitor } = await visit({ purposes: ['necessary', 'video'], services: [own] });
  assert.ok(await visitor.sees(inside('accept')));
  assert.deepEqual(
    visitor.requests.map((request) => request.url()).filter((url) => /\/(rest|services)-/.test(url)),
    [],
  );
  await visitor.close();
});

test('a service that is not in the catalogue, or a wrong number, is one readable error, and all stays refused', async () => {
  for (const [service, said] of [
    ['youtub', /services: "youtub" is not in the catalogue; it has google-analytics.*jitsi/],
    [{ use: 'google-analytics', id: 'GTM-TEST12' }, /services: "GTM-TEST12" is no number of Google Analytics 4/],
    [{ use: 'youtube', id: 12 }, /services: "12" is no number of YouTube/],
  ] as const) {
    const { visitor, asked } = await visit({ services: [service] });
    await until('it is said', async () => visitor.errors.length > 0);
    assert.equal(visitor.errors.length, 1);
    assert.match(visitor.errors[0] ?? '', said);
    assert.equal(await visitor.sees(inside('accept')), false);
    assert.equal(await visitor.page.evaluate(() => document.documentElement.dataset.kelisimGranted), 'necessary');
    assert.deepEqual(asked, []);
    await visitor.close();
  }
});

test('an older snippet on the page is named, and its tag stays out', async () => {
  const warnings: string[] = [];
  const site = await stage.serve({
    '/': owned(
      { operator: { country: 'RU' }, services: [{ use: 'yandex-metrica', id: 12345678 }] },
      '<script>window.ym = () => "old"</script>',
    ),
  });
  const visitor = await stage.visitor();
  visitor.page.on('console', (line) => line.type() === 'warn' && warnings.push(line.text()));
  await visitor.go(site);
  await visitor.press('accept');
  await until('the answer is applied', () =>
    visitor.page.evaluate(() => document.documentElement.dataset.kelisimGranted?.includes('external')),
  );
  assert.match(warnings.join(), /older snippet has made "ym"/);
  assert.equal(await visitor.page.evaluate(() => (window as unknown as { ym(): string }).ym()), 'old');
  assert.equal(await visitor.page.$('script[data-kelisim-service]'), null);
  await visitor.close();
});

test('a service that needs consent in writing never opens, and offers the form to print', async () => {
  const body = `<div data-kelisim="video" data-kelisim-service="zoom"><template>
    <iframe title="x" width="400" height="400" src="https://zoom.us/j/1"></iframe></template></div>`;
  const operator = { name: 'ТОО «Пример»', bin: '061211600012', email: 'a@b.kz', country: 'KZ' };
  const { visitor, asked } = await visit({ operator, services: [{ use: 'zoom', writtenForm: true }] }, { body });
  await visitor.press('accept');
  const print = 'kelisim-placeholder >>> [data-kelisim-action=print]';
  await visitor.page.waitForSelector(print);
  for (const action of ['allow', 'allow-once'])
    assert.equal(await visitor.page.$(`kelisim-placeholder >>> [data-kelisim-action=${action}]`), null);
  const opened = new Promise<import('puppeteer-core').Page | null>((done) => visitor.page.once('popup', done));
  await visitor.press(print);
  const form = await opened;
  assert.ok(form);
  const text = await form.evaluate(() => document.body.innerText);
  for (const part of [
    'ТОО «Пример», БИН 061211600012',
    'изображение и звук разговора',
    'Zoom',
    'Соединенные Штаты',
    '2026-11-01',
  ])
    assert.ok(text.includes(part), `${part} in ${text}`);
  assert.equal(await form.evaluate(() => document.documentElement.lang), 'ru');
  assert.deepEqual(asked, []);
  assert.deepEqual(visitor.errors, []);
  await visitor.close();
});
