import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { engine } from '../support/site.ts';
import { openStage, type Stage, until, type Visitor } from '../support/stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage?.close());

const place = '[data-kelisim-declaration]';
const textOf = async (visitor: Visitor) => {
  await visitor.page.waitForSelector(`${place} .kelisim-scroll`);
  return visitor.page.$eval(place, (shown) => (shown as HTMLElement).innerText.replace(/\u00a0/g, ' '));
};

test('the declaration names purposes, recipients, countries, cookies and terms, and what is not collected', async () => {
  for (const [path, words] of [
    [
      '/policy',
      [
        /Сервис видеоконсультаций: Meet\s+Meet, Нидерланды \(за границу: только по отдельному разрешению\)/,
        /Meet: имя, сетевой адрес устройства/,
        /kelisim\s+cookie\s+Помнит ваш ответ.*180 дн\./s,
        /kelisim\s+IndexedDB/,
        /clinic-favourites\s+localStorage/,
        /IP-адрес\s+используется в памяти/,
        /MAC-адрес, IMEI.*Wi-Fi/s,
        /ТОО «Клиника Емен» · БИН 991340000007/,
        /Страна хранения: Казахстан\. Политика версии 2026-11-01/,
      ],
    ],
    ['/kk/policy', [/Meet, Нидерланд \(шетелге/, /Сақтау елі: Қазақстан/, /БСН 991340000007/]],
    ['/en/policy', [/Meet, Netherlands \(abroad/, /Country of storage: Kazakhstan/, /BIN 991340000007/]],
  ] as const) {
    const visitor = await stage.visitor();
    await visitor.go(path);
    const text = await textOf(visitor);
    for (const word of words) assert.match(text, word);
    assert.doesNotMatch(text, /undefined|\{\w+\}|null/);
    assert.deepEqual(visitor.errors, []);
    const cookie = await visitor.page.evaluate(() => document.cookie);
    assert.equal(cookie, '', 'reading it stores nothing');
    await visitor.close();
  }
});

test('the declaration follows the language that the visitor chooses, and comes into markup that is inserted later', async () => {
  const visitor = await stage.visitor();
  await visitor.go('/policy');
  await textOf(visitor);
  await visitor.press('settings');
  await visitor.press('kelisim-consent >>> dialog .langs [lang=kk]');
  await until('it is Kazakh', async () => /Сақтау елі/.test(await textOf(visitor)));
  await visitor.page.evaluate((selector) => {
    document.querySelector(selector)?.remove();
    const later = document.createElement('div');
    later.dataset.kelisimDeclaration = '';
    document.querySelector('main')?.append(later);
  }, place);
  assert.match(await textOf(visitor), /Сақтау елі/);
  assert.equal(await visitor.page.$eval(place, (shown) => (shown as HTMLElement).lang), 'kk');
  await visitor.close();
});

test('without a script the owner’s own table stays in its place', {
  skip: engine !== 'chromium', // no other driver turns scripts off
}, async () => {
  const visitor = await stage.visitor();
  await visitor.page.setJavaScriptEnabled(false);
  await visitor.go('/policy');
  assert.match(
    await visitor.page.$eval(place, (shown) => (shown as HTMLElement).innerText),
    /clinic-favourites \(localStorage\)/,
  );
  await visitor.close();
});

test('C-44: axe finds nothing in the declaration, in three languages, light and dark, also at 320 px', async () => {
  const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
  const visitor = await stage.visitor({ width: 320, height: 568 });
  if (engine === 'chromium') await visitor.page.setBypassCSP(true);
  for (const [path, scheme] of [
    ['/policy', 'light'],
    ['/kk/policy', 'dark'],
    ['/en/policy', 'light'],
  ] as const) {
    if (engine === 'chromium')
      await visitor.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await visitor.go(path);
    await textOf(visitor);
    await visitor.page.evaluate(axe);
    const found = await visitor.page.evaluate(async (selector) => {
      const { violations } = await (
        window as unknown as { axe: { run(on: string): Promise<{ violations: { id: string; nodes: object[] }[] }> } }
      ).axe.run(selector);
      return violations.map(({ id, nodes }) => `${id}: ${JSON.stringify(nodes)}`);
    }, place);
    assert.deepEqual(found, [], path);
    const wide = await visitor.page.$eval(place, (shown) =>
      [shown, ...shown.querySelectorAll('h3,p,.kelisim-scroll')]
        .filter((part) => part.getBoundingClientRect().right > innerWidth)
        .map((part) => part.textContent),
    );
    assert.deepEqual(wide, [], 'the tables scroll, the page does not');
    if (process.env.SHOTS) {
      const element = await visitor.page.$(place);
      await element?.screenshot({ path: `${process.env.SHOTS}/declaration-${scheme}-${path.length}.png` });
      await visitor.page.setViewport({ width: 1280, height: 800 });
      await element?.screenshot({ path: `${process.env.SHOTS}/declaration-${scheme}-${path.length}-wide.png` });
      await visitor.page.setViewport({ width: 320, height: 568 });
    }
  }
  await visitor.close();
});
