import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'puppeteer-core';
import type { Behaviour } from './support/fake-collector.ts';
import { axe, settled } from './support/open-page.ts';
import { useStandIn } from './support/stand-in.ts';
import { busy, busySite, firstDay, longAgo } from './support/states.ts';

const standIn = useStandIn();

interface State {
  readonly behaviour: () => Behaviour;
  readonly query?: string;
  /** What is pressed in it before it is looked at. */
  readonly press?: (page: Page) => Promise<unknown>;
  /** True where something never arrives. */
  readonly isWaiting?: true;
  /** True where it is laid out as another state is: then axe asks at one of the widths. */
  readonly isLikeAnother?: true;
}

const id = 'abcdefghijklmnopqrstuv';
const receipt = {
  ...{ v: 1, id, site: 'clinic.kz', act: 'given', policy: { url: 'https://clinic.kz/p', version: '2026-11-01' } },
  ...{ text: 'a1b2c3d4'.repeat(8), language: 'ru', surface: 'banner', method: 'pointer', onDay: '2026-11-20' },
  ...{ purposes: { statistics: true, search: false }, validDays: 180, widget: '1.0.0' },
};
const tap = (selector: string) => (page: Page) => page.$eval(selector, (one) => (one as HTMLElement).click());

/** Every state that the page can be in. */
const states: Readonly<Record<string, State>> = {
  busy: { behaviour: busy },
  'all tables opened': {
    behaviour: busy,
    query: '&range=lastweek',
    press: (page) => page.$$eval('.figures-table', (all) => all.map((one) => one.setAttribute('open', ''))),
  },
  'an explanation opened': { behaviour: busy, press: tap('.figures .explain summary'), isLikeAnother: true },
  'filtered, panel open': { behaviour: busy, query: '&filter=browser:Safari&panel=pages&range=lastweek' },
  'two filters, no comparison': {
    behaviour: busy,
    query: '&filter=browser:Safari&filter=country:KZ&compare=no',
    isLikeAnother: true,
  },
  'own dates that are wrong': {
    behaviour: busy,
    query: '&from=2026-02-31&range=custom&to=2026-03-01',
    press: async (page) => {
      await page.select('.toolbar select', 'custom');
      await page.$eval('.between input', (field) => {
        (field as HTMLInputElement).value = '2999-01-01';
        field.dispatchEvent(new Event('input', { bubbles: true }));
      });
      await tap('.between button')(page);
      await page.waitForSelector('.between .wrong');
    },
    isLikeAnother: true,
  },
  sample: { behaviour: busy, query: '&site=sample', isLikeAnother: true },
  'first day, waiting': { behaviour: () => firstDay({ sample: false }) },
  'first day, refused': { behaviour: () => firstDay({ accepted: true, refused: true }) },
  'first day of the owner': { behaviour: () => ({ ...firstDay({ accepted: true }), role: 'owner' }) },
  quiet: { behaviour: busy, query: '&from=2020-01-01&to=2020-01-31' },
  loading: {
    behaviour: () => ({ ...busy(), failing: { summary: 'hang', views: 'hang', pages: 'hang', vitals: 'hang' } }),
    isWaiting: true,
    isLikeAnother: true,
  },
  failing: { behaviour: () => ({ ...busy(), failing: { pages: 500, summary: 500, vitals: 400, goals: 503 } }) },
  'signed out': { behaviour: () => ({ ...busy(), signedIn: false }) },
  'a wrong token': {
    behaviour: () => ({ ...busy(), signedIn: false }),
    press: async (page) => {
      await tap('[type=submit]')(page);
      await page.waitForSelector('#token-error');
    },
  },
  down: { behaviour: () => ({ ...busy(), failing: { sites: 503 } }) },
  owner: {
    behaviour: () => ({ ...busy(), role: 'owner', owner: { [`v1/receipts/${id}`]: { receipt } } }),
    press: async (page) => {
      await page.type('#receipt', id);
      await tap('#owner form button')(page);
      await page.waitForSelector('.facts');
      await tap('.erasure .danger')(page);
      await page.waitForSelector('#erase-said.wrong');
    },
  },
  'speed by page, live pages': {
    behaviour: () => ({ ...busy(), present: 50, pages: [{ path: '/doctors', present: 20 }] }),
    query: '&vitals=path',
    press: tap('.sheet summary'),
  },
  'a collector that went silent': { behaviour: () => ({ ...busy(), failing: { news: 503 } }), isLikeAnother: true },
  'withheld: nothing but zeroes': {
    behaviour: () => ({ ...busy(), sites: { 'clinic.kz': { ...longAgo, daily: 5 } } }),
  },
  'thin: climbed to week and month': {
    behaviour: () => ({ ...busy(), sites: { 'clinic.kz': { ...busySite, daily: 12 } } }),
    query: '&range=yesterday',
    isLikeAnother: true,
  },
};

const languages = ['ru', 'kk', 'en'] as const;
const widths = [320, 768, 1280] as const;

/** The page shown anew: another width, scheme and language, without being loaded again or a press that closes anything. */
async function turn(page: Page, language: string, scheme: string, width: number) {
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: scheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  await page.setViewport({ width, height: 900 });
  await tap(`.aside [lang=${language}]`)(page);
  await page.waitForFunction((lang) => document.documentElement.lang === lang, {}, language);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

for (const [at, [name, { behaviour, query = '', press, isWaiting, isLikeAnother }]] of Object.entries(states).entries())
  test(`R-09: axe finds nothing and nothing overflows: ${name}, at 320, 768 and 1280, light and dark, ru, kk and en`, async () => {
    const fake = await standIn.start(behaviour());
    const { page, faults } = await standIn.open(`${fake.address}?lang=ru${query}`);
    if (isWaiting) await page.waitForSelector('#browsers tbody tr');
    else await settled(page);
    await press?.(page);
    for (const [place, width] of widths.entries())
      for (const [nth, scheme] of (['light', 'dark'] as const).entries()) {
        const language = languages[(at + place + nth) % 3] ?? 'ru';
        const where = `${language} ${scheme} ${width}`;
        await turn(page, language, scheme, width);
        if ((at + place + nth) % 2 === 0 && (!isLikeAnother || at % 3 === place))
          assert.deepEqual(await axe(page), [], where);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${where} overflows by ${over} px`);
        // A name of a few letters under each other is unreadable, however well it fits.
        const narrow = await page.$$eval('.bars tbody th', (all) =>
          all.filter((one) => one.checkVisibility() && one.clientWidth < 64).map((one) => one.textContent),
        );
        assert.deepEqual(narrow, [], `${where}: names are squeezed`);
      }
    assert.deepEqual(faults, []);
  });

test('R-09: every picture has its figures in a table of the same panel, and a sentence for who cannot see it', async () => {
  const fake = await standIn.start(busy());
  const { page } = await standIn.open(`${fake.address}?lang=kk`);
  await settled(page);
  await page.waitForSelector('#hours .chart svg');
  const pictures = await page.$$eval('[role="img"]', (all) =>
    all.map((one) => ({
      panel: one.closest('section[id]')?.id,
      label: one.getAttribute('aria-label') ?? '',
      cells: one.closest('section[id]')?.querySelectorAll('.figures-table td').length ?? 0,
    })),
  );
  assert.deepEqual([...new Set(pictures.map(({ panel }) => panel))].toSorted(), [
    'consents',
    'hours',
    'series',
    'vitals',
  ]);
  for (const { panel, label, cells } of pictures) {
    assert.match(label, /\d/, `${panel}: ${label}`);
    assert.ok(cells > 5, `${panel} has ${cells} figures in its table`);
  }
  const alone = await page.$$eval('svg', (all) => all.filter((one) => !one.closest('[role="img"]')).length);
  assert.equal(alone, 0, 'no picture is without a name');
});
