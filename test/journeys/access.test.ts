import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, afterEach, before, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import * as ru from '../../src/words/ru.ts';
import {
  engine,
  type Guest,
  openBrowser,
  openGuest,
  openSite,
  pageOf,
  type Site,
  seeOut,
  until,
} from '../support/site.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const languages = ['ru', 'kk', 'en'] as const;
const isChromium = engine === 'chromium';

const services = [{ id: 'meet', purpose: 'video', name: 'Meet', country: 'NL', data: ['имя', 'телефон'] }];
const config = (language: string) => ({
  languages: [language],
  purposes: ['necessary', 'functional', 'statistics', 'video'],
  services,
  operator: { name: 'Клиника', country: 'KZ' },
});
const embed = `<div data-kelisim="video" data-kelisim-service="meet"><a href="/m">Meet</a><template><iframe title="Meet" src="/m" width="600" height="320"></iframe></template></div>`;
const limited = `<p data-kelisim-else="functional">limited</p><p hidden data-kelisim="functional">feature</p>`;
const words = '<p>The page’s own words.</p>'.repeat(30);
const links = Array.from({ length: 40 }, (_, i) => `<p><a href="#${i}" id="l${i}">link ${i}</a></p>`).join('');
/** As long again as any language may make it. */
const long = {
  accept: 'Принять всё, о чём мы здесь спрашиваем вас',
  refuse: 'Отклонить всё, о чём мы здесь спрашиваем вас',
  settings: 'Настроить каждое разрешение по отдельности',
  'banner.title': 'Можно ли нам вести статистику посещений нашего сайта и смотреть, что на нём ищут?',
  'banner.short':
    'Можно ли нам собирать обезличенную статистику посещений и поиска? Сайт целиком работает и без неё.'.repeat(2),
};

/** Every text twice over, its link once. */
const doubled = Object.fromEntries(
  Object.values(ru)
    .flatMap((texts) => Object.entries(texts as object as Record<string, string>))
    .map(([key, text]) => [key, text && `${text.replace(/\{\/?link\}/g, '')} ${text}`]),
);

let site: Site;
let browser: Browser;
before(async () => {
  browser = await openBrowser();
  const page = (language: string, body: string, more: object = {}) =>
    pageOf(body, { ...config(language), ...more }).replace('lang="ru"', `lang="${language}"`);
  site = await openSite({
    ...Object.fromEntries(languages.map((language) => [`/${language}`, page(language, embed + limited + words)])),
    '/skip': page('ru', `<input id="field" aria-label="a field">${links}`).replace(
      '<body>',
      '<body><a href="#content" id="skip">skip</a><nav><a href="/x" id="nav">nav</a></nav>',
    ),
    '/end': page(
      'ru',
      `${words}<input type="checkbox" id="last" aria-label="last" style="position:absolute;margin:0;left:16px;bottom:16px;width:12px;height:12px">`,
    ).replace('<body>', '<body style="position:relative">'),
    '/plain': page('ru', `<a href="/x" id="first">first</a>${words}`),
    '/long': page('ru', words, { texts: { ru: long } }),
    '/double': page(
      'ru',
      `${embed}${limited}<form data-kelisim-form="ask"><input name="name" aria-label="name"><button>Send</button></form>`,
      { texts: { ru: doubled }, forms: { newsletter: true } },
    ),
  });
});
afterEach(() => seeOut(browser));
after(async () => {
  await browser?.close();
  site?.close();
});

const card = 'kelisim-consent >>> section';
const shown = (guest: Guest) => guest.page.waitForSelector(card, { visible: true });

/** Where the focus is: our control's action, its class, or the page's element by id or name. */
const focused = (guest: Guest) =>
  guest.page.evaluate(() => {
    const inner = document.querySelector('kelisim-consent')?.shadowRoot?.activeElement as HTMLElement | null;
    if (inner) return inner.dataset.kelisimAction ?? inner.className;
    return document.activeElement?.id || document.activeElement?.localName;
  });

/** Answers what sets the browser's media features for this visitor; one session, since a second would add to the first. */
async function createEmulation(guest: Guest) {
  const session = isChromium ? await guest.page.createCDPSession() : null;
  return async (features: Readonly<Record<string, string>>) =>
    session?.send('Emulation.setEmulatedMedia', {
      features: Object.entries(features).map(([name, value]) => ({ name, value })),
    });
}

/** What clips, overflows or is too small in the banner. */
const faults = `(() => {
  const root = document.querySelector('kelisim-consent').shadowRoot;
  const card = root.querySelector('section').getBoundingClientRect();
  const found = [];
  if (card.left < 0 || card.right > innerWidth || card.top < 0 || card.bottom > innerHeight) found.push('the banner leaves the window');
  for (const button of root.querySelectorAll('section button')) {
    const { left, right, top, bottom, width, height } = button.getBoundingClientRect();
    const name = button.dataset.kelisimAction;
    if (button.scrollWidth > button.clientWidth || button.scrollHeight > button.clientHeight) found.push(name + ' clips its words');
    if (left < card.left || right > card.right || top < card.top || bottom > card.bottom) found.push(name + ' leaves the banner');
    if (width < 24 || height < 24) found.push(name + ' is smaller than 24 px');
    if (innerHeight >= 300 && height < 44) found.push(name + ' is lower than 44 px');
    if (root.elementFromPoint((left + right) / 2, (top + bottom) / 2) !== button) found.push(name + ' cannot be hit');
  }
  const text = root.querySelector('.text');
  if (text.scrollWidth > text.clientWidth) found.push('the text is wider than its room');
  if (text.clientHeight < 1) found.push('the text has no room');
  return found;
})()`;

test('C-44: axe finds nothing on banner and placeholder, in three languages, light, dark and forced colours', async () => {
  const looks: readonly Readonly<Record<string, string>>[] = isChromium
    ? [{ 'prefers-color-scheme': 'light' }, { 'prefers-color-scheme': 'dark' }, { 'forced-colors': 'active' }]
    : [{}];
  const guest = await openGuest(browser);
  const emulate = await createEmulation(guest);
  for (const language of languages)
    for (const features of looks) {
      await emulate(features);
      await guest.go(`${site.url}/${language}`);
      await shown(guest);
      await guest.page.waitForSelector('kelisim-placeholder >>> .panel', { visible: true });
      await guest.page.waitForSelector('kelisim-note >>> .panel', { visible: true });
      const where = `${language} ${JSON.stringify(features)}`;
      await guest.page.evaluate(axe);
      const found = await guest.page.evaluate(async () => {
        const { axe } = window as never as { axe: { run(where: object): Promise<{ violations: Fault[] }> } };
        const { violations } = await axe.run({
          include: [['kelisim-consent'], ['kelisim-placeholder'], ['kelisim-note']],
        });
        return violations.map(({ id, nodes }) =>
          [id, ...nodes.map((node) => `${node.target} ${node.failureSummary}`)].join(' '),
        );
      });
      assert.deepEqual(found, [], where);
      assert.deepEqual(await guest.page.evaluate(faults), [], where);
      assert.equal(await guest.page.$eval(card, (card) => card.getAttribute('lang')), language);
    }
});

interface Fault {
  readonly id: string;
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
}

test('C-49: a labelled region before the page’s content, said once and politely; no focus is moved', {
  skip: !isChromium,
}, async () => {
  const guest = await openGuest(
    browser,
    `window.said = []; new MutationObserver((all, watcher) => {
       const root = document.querySelector('kelisim-consent')?.shadowRoot;
       if (!root) return;
       watcher.disconnect();
       new MutationObserver(() => {
         const words = root.querySelector('[role=status]')?.textContent;
         if (words && words !== said.at(-1)) said.push(words);
       }).observe(root, { childList: true, subtree: true, characterData: true });
     }).observe(document, { childList: true, subtree: true })`,
  );
  await guest.go(`${site.url}/plain`);
  await until('it is said', async () => ((await guest.page.evaluate('said.length')) as number) > 0);
  assert.deepEqual(await guest.page.evaluate('said'), ['Можно вести статистику посещений?']);
  assert.equal((await guest.page.$$('kelisim-consent >>> [aria-live=assertive],[role=alert]')).length, 0);
  assert.equal(await focused(guest), 'body');
  const tree = await guest.page.accessibility.snapshot({ interestingOnly: false });
  const read: string[] = [];
  const walk = (node: NonNullable<typeof tree>) => {
    read.push(`${node.role} ${node.name ?? ''}`.trim());
    for (const child of node.children ?? []) walk(child);
  };
  if (tree) walk(tree);
  const order = [
    'region Можно вести статистику посещений?',
    'heading Можно вести статистику посещений?',
    'link Политика обработки персональных данных',
    'button Отклонить',
    'button Принять',
    'button Настроить',
    'heading Page',
  ];
  const at = order.map((words) => read.indexOf(words));
  assert.ok(
    at.every((place, i) => place > (at[i - 1] ?? -1)),
    `${at} of ${read.join('\n')}`,
  );
});

test('C-49: the first Tab goes to the page’s skip link, the next into the banner; without one, into the banner', async () => {
  const guest = await openGuest(browser);
  await guest.go(`${site.url}/skip`);
  await shown(guest);
  await guest.page.waitForSelector('kelisim-consent >>> .entry');
  const path: (string | undefined)[] = [];
  for (let i = 0; i < 8; i++) {
    await guest.page.keyboard.press('Tab');
    path.push(await focused(guest));
  }
  assert.deepEqual(path.slice(0, 2), ['skip', 'text'], `${path}`);
  const [refuse, accept, settings] = ['refuse', 'accept', 'settings'].map((action) => path.indexOf(action));
  assert.ok(Number(refuse) > 1 && Number(accept) === Number(refuse) + 1 && Number(settings) === Number(accept) + 1);
  assert.ok(
    path.slice(Number(settings) + 1).some((place) => place === 'skip' || place === 'nav'),
    `no trap: ${path}`,
  );
  const other = await openGuest(browser);
  await other.go(`${site.url}/plain`);
  await shown(other);
  await other.page.waitForSelector('kelisim-consent >>> .entry');
  await other.page.keyboard.press('Tab');
  assert.equal(await focused(other), 'text');
});

test('C-53: after a choice by key the focus is at the page’s start; after one by pointer a half-written field keeps it', async () => {
  const guest = await openGuest(browser);
  await guest.go(`${site.url}/skip`);
  await shown(guest);
  await guest.page.waitForSelector('kelisim-consent >>> .entry');
  for (let i = 0; i < 9 && (await focused(guest)) !== 'refuse'; i++) await guest.page.keyboard.press('Tab');
  assert.equal(await focused(guest), 'refuse');
  await guest.page.keyboard.press('Enter');
  await until('the banner is gone', async () => !(await guest.page.$(card)));
  await until('the focus is at the start', async () => (await focused(guest)) === 'main');
  const other = await openGuest(browser);
  await other.go(`${site.url}/skip`);
  await shown(other);
  await other.page.waitForSelector('kelisim-consent >>> .entry');
  await other.page.type('#field', 'half a');
  await other.press('accept');
  await until('the banner is gone', async () => !(await other.page.$(card)));
  await until('the field has the focus again', async () => (await focused(other)) === 'field');
  await other.page.keyboard.type(' word');
  assert.equal(await other.page.$eval('#field', (field) => (field as HTMLInputElement).value), 'half a word');
});

test('C-44: whatever has the focus is never wholly hidden by the banner', async () => {
  const guest = await openGuest(browser);
  await guest.page.setViewport({ width: 1000, height: 500 });
  await guest.go(`${site.url}/skip`);
  await shown(guest);
  await guest.page.waitForSelector('kelisim-consent >>> .entry');
  for (const id of ['skip', 'nav', 'field', ...Array.from({ length: 40 }, (_, i) => `l${i}`)]) {
    await guest.page.focus(`#${id}`);
    await until(`${id} can be seen`, () =>
      guest.page.evaluate((id) => {
        const { left, right, top, bottom } = document.getElementById(id)?.getBoundingClientRect() ?? new DOMRect();
        return [
          [left + 1, top + 1],
          [(left + right) / 2, (top + bottom) / 2],
          [right - 1, bottom - 1],
        ].some(([x = 0, y = 0]) => document.elementFromPoint(x, y)?.id === id);
      }, id),
    );
  }
});

test('C-44: nor by the way back, which makes way at the end of a page', async () => {
  const guest = await openGuest(browser);
  await guest.page.setViewport({ width: 400, height: 600 });
  await guest.go(`${site.url}/end`);
  await guest.press('refuse');
  const entry = await guest.page.waitForSelector('kelisim-consent >>> .entry', { visible: true });
  const isUp = async () => ((await entry?.boundingBox())?.y ?? 0) < 300;
  assert.equal(await isUp(), false);
  await guest.page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await guest.page.evaluate(() => document.getElementById('last')?.focus());
  await until('the last box can be seen', () =>
    guest.page.evaluate(() => {
      const { left, top } = document.getElementById('last')?.getBoundingClientRect() ?? new DOMRect();
      return document.elementFromPoint(left + 6, top + 6)?.id === 'last';
    }),
  );
  assert.equal(await isUp(), true);
});

test('C-44, C-49: at 320 px, 200 % and 400 %, with wide text spacing and long words, nothing is clipped and all can be hit', async () => {
  const guest = await openGuest(browser);
  // WCAG 2.2, 1.4.12
  const spacing = `(() => {
    const root = document.querySelector('kelisim-consent').shadowRoot;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}');
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  })()`;
  for (const [width, height] of [
    [1280, 800],
    [640, 400], // 200 %
    [320, 568],
    [320, 256], // 400 %
  ] as const)
    for (const path of ['/ru', '/kk', '/en', '/long']) {
      await guest.page.setViewport({ width, height });
      await guest.go(`${site.url}${path}`);
      await shown(guest);
      assert.deepEqual(await guest.page.evaluate(faults), [], `${path} at ${width}×${height}`);
      if (path === '/long' || height < 300) continue;
      await guest.page.evaluate(spacing);
      assert.deepEqual(await guest.page.evaluate(faults), [], `${path} at ${width}×${height}, spaced`);
    }
});

test('C-45: texts of double length clip nothing in settings, placeholder, reason and form', async () => {
  const guest = await openGuest(browser);
  const cut = (roots: string) =>
    guest.page.evaluate(`(() => {
      const found = [];
      for (const root of ${roots}) for (const one of root.querySelectorAll('p,h2,h3,button,label,summary,.panel,.body,.name,.row,.card,.text')) {
        const { display } = getComputedStyle(one);
        const { left, right, width } = one.getBoundingClientRect();
        if (!width || display === 'inline' || one.closest('.said')) continue;
        if (one.scrollWidth > one.clientWidth + 1) found.push('cut off: ' + one.localName + ' ' + one.className + ' ' + one.textContent.slice(0, 40));
        if (/auto|scroll/.test(getComputedStyle(one).overflowY) === false && one.scrollHeight > one.clientHeight + 1 && one.localName === 'button') found.push('too high: ' + one.textContent.slice(0, 40));
        if (left < -1 || right > innerWidth + 1) found.push('beyond the window: ' + one.textContent.slice(0, 40));
      }
      return found;
    })()`);
  for (const [width, height] of [
    [1280, 800],
    [320, 568],
  ] as const) {
    await guest.page.setViewport({ width, height });
    await guest.go(`${site.url}/double`);
    await shown(guest);
    for (const place of ['kelisim-placeholder', 'kelisim-note'])
      await guest.page.waitForSelector(`${place} >>> .panel`, { visible: true });
    await guest.page.waitForSelector('.kelisim-box');
    await guest.page.$eval('.kelisim-details', (details) => details.setAttribute('open', ''));
    const where = `${width}×${height}`;
    assert.deepEqual(
      await cut(`[...document.querySelectorAll('kelisim-placeholder,kelisim-note')].map((host) => host.shadowRoot)`),
      [],
      where,
    );
    assert.deepEqual(await cut(`[document.querySelector('form')]`), [], where);
    assert.deepEqual(await cut(`[document.querySelector('kelisim-consent').shadowRoot]`), [], where);
    assert.deepEqual(await guest.page.evaluate(faults), [], where);
    await guest.press('settings');
    await guest.page.waitForSelector('kelisim-consent >>> dialog li');
    assert.deepEqual(await cut(`[document.querySelector('kelisim-consent').shadowRoot]`), [], `${where}, settings`);
    await guest.press('close');
  }
});

test('C-44: nothing of the banner or the way back moves by itself', async () => {
  const guest = await openGuest(browser);
  await guest.go(`${site.url}/ru`);
  await shown(guest);
  await guest.page.waitForSelector('kelisim-consent >>> .entry');
  assert.deepEqual(
    await guest.page.evaluate(() => {
      const root = document.querySelector('kelisim-consent')?.shadowRoot;
      return [...(root?.querySelectorAll('*') ?? [])].filter((element) => {
        const { animationName, transitionDuration } = getComputedStyle(element);
        return animationName !== 'none' || /[1-9]/.test(transitionDuration);
      }).length;
    }),
    0,
  );
  await guest.press('refuse');
  const entry = await guest.page.waitForSelector('kelisim-consent >>> .entry', { visible: true });
  const box = await entry?.boundingBox();
  assert.ok(box && box.width >= 44 && box.height >= 44, 'the way back is 44 px wide and high');
});
