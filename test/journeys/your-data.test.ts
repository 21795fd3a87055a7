import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { engine } from '../support/site.ts';
import { openStage, type Stage, settled, until, type Visitor } from '../support/stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage?.close());

const dialog = 'kelisim-consent >>> dialog';
const action = (name: string) => `${dialog} [data-kelisim-action=${name}]`;

const readText = (visitor: Visitor) =>
  visitor.page.$eval(dialog, (shown) => (shown as HTMLElement).innerText.replace(/\u00a0/g, ' '));

async function openData(visitor: Visitor) {
  await visitor.page.evaluate(() =>
    (window as unknown as { kelisim: { open(surface: 'data'): void } }).kelisim.open('data'),
  );
  await visitor.page.waitForSelector(`${dialog} h3`);
  await until('the device was read', () => visitor.sees(`${action('download')}:enabled`));
}

/** Files that the visitor takes along are caught as they are made, since a test has no folder for them. */
async function catchFiles(visitor: Visitor) {
  await visitor.page.evaluate(() => {
    const page = window as unknown as { files: Promise<string>[] };
    page.files = [];
    const create = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      page.files.push((blob as Blob).text());
      return create(blob);
    };
  });
  return () => visitor.page.evaluate(() => Promise.all((window as unknown as { files: Promise<string>[] }).files));
}

test('C-26: a visitor reads what was sent and decided, takes the proof along, and withdraws', async () => {
  const visitor = await stage.visitor();
  await visitor.go('/doctors');
  await visitor.press('accept');
  await until('a view has left', async () => visitor.batches('statistics').length > 0);
  await visitor.go('/doctors/dinara-zhumabek');
  await until('the second has left', async () => JSON.stringify(visitor.batches()).includes(':slug'));
  await visitor.page.evaluate(() =>
    (window as unknown as { kelisim: { search(words: string): void } }).kelisim.search('кардиолог'),
  );
  await until('it is all told', async () => {
    await openData(visitor);
    const told = await readText(visitor);
    if (/Искали на сайте: «кардиолог».*Открыта страница \/doctors\/:slug/s.test(told)) return true;
    await visitor.press('close');
    return false;
  });
  const text = await readText(visitor);
  assert.match(text, /Открыта страница \/doctors, первый раз сегодня, на этой неделе, в этом месяце, на этом сайте/);
  assert.match(text, /Искали на сайте: «кардиолог» ещё не отправлено/, 'a search waits for its minutes, and says so');
  assert.match(text, /Согласие дано\s+\d+ \S+ 20\d\d г\., \d\d:\d\d · в окне вопроса/);
  assert.match(text, /Разрешено: Удобство.*; Обезличенная статистика/);
  assert.doesNotMatch(text, /undefined|\{|null|NaN/);

  const files = await catchFiles(visitor);
  await visitor.press(action('receipt-page'));
  await visitor.press(action('receipt-json'));
  await until('both files are made', async () => (await files()).length === 2);
  const [page = '', json = ''] = await files();
  assert.match(page, /^<!doctype html>\n<html lang="ru">/);
  assert.match(page, /ТОО «Клиника Емен».*БИН 991340000007.*Обезличенная статистика посещений/s);
  const record = JSON.parse(json);
  const { sha256, ...rest } = record;
  assert.equal(sha256, createHash('sha256').update(JSON.stringify(rest)).digest('hex'));
  assert.ok(page.includes(record.record_id));
  await visitor.press(action('download'));
  await until('all is a file', async () => (await files()).length === 3);
  const all = JSON.parse((await files())[2] ?? '');
  assert.deepEqual(Object.keys(all), ['site', 'decision', 'cookie', 'database']);
  assert.ok(all.database[`receipt:~${record.record_id}`], 'it waits to be posted');

  const letters = await visitor.page.$$eval(`${dialog} .letters a`, (links) =>
    links.map((link) => (link as HTMLAnchorElement).href),
  );
  const start = 'mailto:privacy@emen.example?subject=';
  const [withdrawal = '', correction = ''] = letters;
  assert.ok(
    withdrawal.startsWith(
      `${start}%D0%9E%D1%82%D0%B7%D1%8B%D0%B2%20%D1%81%D0%BE%D0%B3%D0%BB%D0%B0%D1%81%D0%B8%D1%8F%20%D0%BD%D0%B0%20%D0%BE%D0%B1%D1%80%D0%B0%D0%B1%D0%BE%D1%82%D0%BA%D1%83%20%D0%BF%D0%B5%D1%80%D1%81%D0%BE%D0%BD%D0%B0%D0%BB%D1%8C%D0%BD%D1%8B%D1%85%20%D0%B4%D0%B0%D0%BD%D0%BD%D1%8B%D1%85&body=`,
    ),
    withdrawal,
  );
  assert.ok(
    correction.startsWith(
      `${start}%D0%90%D0%BA%D1%82%D1%83%D0%B0%D0%BB%D0%B8%D0%B7%D0%B0%D1%86%D0%B8%D1%8F%20%D0%BF%D0%B5%D1%80%D1%81%D0%BE%D0%BD%D0%B0%D0%BB%D1%8C%D0%BD%D1%8B%D1%85%20%D0%B4%D0%B0%D0%BD%D0%BD%D1%8B%D1%85&body=`,
    ),
    correction,
  );
  assert.ok(decodeURIComponent(withdrawal).includes(`Номер записи о согласии: ${record.record_id}. Сайт: localhost`));
  for (const letter of letters) assert.doesNotMatch(letter, /\+/);

  await visitor.press(action('withdraw'));
  const status = () => visitor.page.$eval(`${dialog} [role=status]`, (said) => (said as HTMLElement).innerText);
  // The video service, which was allowed, keeps its own cookies; nobody here can see whether it set any.
  await until('the withdrawal is told', async () =>
    /Согласие отозвано, сбор прекращён\. Сайт сам не может/.test(await status()),
  );
  assert.doesNotMatch(await status(), /стёрты/);
  const after = await readText(visitor);
  assert.match(after, /Ничего не отправлено/, 'the log went with it');
  assert.match(after, /Согласие отозвано\s+\d.*Согласие дано/s, 'the decisions stay, the newest first');
  assert.equal(await visitor.page.$(action('withdraw')), null, 'there is nothing left to withdraw');
  // Firefox tells of a file that the reload cuts off as one that does not match: this is the digest of nothing.
  const cutOff = /47DEQpj8HBSa\+\/TImW\+5JCeuQeRkm5NMpJWZG3hSuFU=/;
  assert.deepEqual(
    visitor.errors.filter((error) => !cutOff.test(error)),
    [],
  );
  await visitor.close();
});

test('C-26: it works offline and asks nobody, in three languages, and the focus stays and goes back', async () => {
  const visitor = await stage.visitor();
  await visitor.page.evaluateOnNewDocument(`{
    const wait = setTimeout;
    window.setTimeout = (work, ms, ...more) => wait(() => {
      work(...more);
      if (ms === 5000) window.isAtHand = true;
    }, ms);
  }`);
  await visitor.go('/');
  await visitor.press('accept');
  await until('a view has left', async () => visitor.batches('statistics').length > 0);
  // Once seen, it is in the browser's cache for good; a visitor reaches it from the settings.
  await visitor.press('settings');
  await visitor.page.waitForSelector(action('data'));
  await visitor.press(action('data'));
  await visitor.page.waitForSelector(action('download'));
  for (const language of ['kk', 'en', 'ru']) {
    await visitor.press(`${dialog} .langs [lang=${language}]`);
    await visitor.page.waitForSelector(`${dialog}[lang=${language}]`);
    const focused = await visitor.page.evaluate(
      () => (document.querySelector('kelisim-consent')?.shadowRoot?.activeElement as HTMLElement | null)?.lang,
    );
    assert.equal(focused, language, 'the focus stays on what was pressed');
  }
  await visitor.page.keyboard.press('Escape');
  await until('it is closed', async () => (await visitor.page.$(dialog)) === null);
  const focus = () =>
    visitor.page.evaluate(
      () =>
        (document.querySelector('kelisim-consent')?.shadowRoot?.activeElement as HTMLElement | null)?.dataset
          .kelisimAction,
    );
  assert.equal(await focus(), 'settings', 'the focus is back on the way in');

  // Five seconds after the answer all of it is fetched once more, to be at hand: that is not asked for here.
  await visitor.page.waitForFunction('window.isAtHand');
  await settled(visitor.page);
  await visitor.page.setOfflineMode(true);
  const asked = visitor.requests.length;
  await openData(visitor);
  assert.match(await readText(visitor), /Открыта страница \//);
  assert.deepEqual(
    visitor.requests.slice(asked).map((request) => request.url()),
    [],
  );
  await visitor.press(action('withdraw'));
  await until('it stops at once', () =>
    visitor.page.evaluate(() => document.documentElement.dataset.kelisimGranted === 'necessary'),
  );
  await visitor.close();
});

test('C-26: looking leaves no trace: before an answer and after a refusal there is no database', async () => {
  const visitor = await stage.visitor();
  await visitor.go('/');
  const bases = () => visitor.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  await openData(visitor);
  assert.match(await readText(visitor), /Вы ещё не отвечали.*Ничего не отправлено.*Подтверждений нет/s);
  assert.deepEqual(await bases(), []);
  await visitor.press('close');
  await visitor.press('refuse');
  await openData(visitor);
  assert.match(await readText(visitor), /Не разрешено\s+Удобство/);
  assert.deepEqual(await bases(), []);
  assert.deepEqual(visitor.errors, []);
  await visitor.close();
});

test('C-26: where all is gone, the withdrawal is confirmed with the number of its receipt', async () => {
  const site = await stage.serve({
    '/': `<!doctype html><html lang="ru"><title>x</title><body><h1>x</h1><script defer src="${stage.door}/kelisim.js"
      data-site="localhost" data-policy="/p" data-policy-version="2026-11-01"></script>`,
  });
  const visitor = await stage.visitor();
  await visitor.go(site);
  await visitor.press('accept');
  await until('a view has left', async () => visitor.batches('statistics').length > 0);
  await openData(visitor);
  await visitor.press(action('withdraw'));
  const said = await until('it is confirmed', async () =>
    /данные на этом устройстве стёрты\. Номер подтверждения: ([\w-]{22})/.exec(await readText(visitor)),
  );
  const receipt = await visitor.page.evaluate(() =>
    (window as unknown as { kelisim: { receipt(): Promise<object> } }).kelisim.receipt(),
  );
  assert.ok(JSON.stringify(receipt).includes(`"${said[1]}"`));
  assert.ok(JSON.stringify(receipt).includes('"withdrawn"'));
  await visitor.close();
});

test('C-26, C-44: axe finds nothing in "your data", in three languages, light and dark, and 320 px clip nothing', async () => {
  const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
  const visitor = await stage.visitor({ width: 320, height: 568 });
  if (engine === 'chromium') await visitor.page.setBypassCSP(true);
  await visitor.go('/');
  await visitor.press('accept');
  await until('a view has left', async () => visitor.batches('statistics').length > 0);
  for (const [path, scheme] of [
    ['/', 'light'],
    ['/kk/', 'dark'],
    ['/en/', 'light'],
  ] as const) {
    if (engine === 'chromium')
      await visitor.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await visitor.go(path);
    await openData(visitor);
    await visitor.page.evaluate(axe);
    const found = await visitor.page.evaluate(async () => {
      const { violations } = await (
        window as unknown as { axe: { run(on: object): Promise<{ violations: { id: string; nodes: object[] }[] }> } }
      ).axe.run({ fromShadowDom: ['kelisim-consent', 'dialog'] });
      return violations.map(({ id, nodes }) => `${id}: ${JSON.stringify(nodes)}`);
    });
    assert.deepEqual(found, [], path);
    const wide = await visitor.page.$eval(`${dialog} .body`, (body) => body.scrollWidth - body.clientWidth);
    assert.equal(wide, 0, 'nothing is wider than the window');
  }
  await visitor.close();
});
