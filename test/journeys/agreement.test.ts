import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { type Guest, openBrowser, openGuest, openSite, pageOf, type Site, seeOut, until } from '../support/site.ts';

const forms = {
  data: 'имя, телефон',
  purposes: 'запись на приём',
  term: '30 дней',
  nameField: 'Фамилия и имя',
  crossborder: 'Meet, Нидерланды',
  newsletter: true,
};
const operator = { name: 'ТОО «Пример»', bin: '061211600012', email: 'privacy@example.kz', country: 'KZ' };
const page = (language: string) =>
  pageOf(
    `<form data-kelisim-form="ask" id="f"><input name="name"><label><input type="checkbox" name="other"
      data-kelisim-on-behalf> for another</label><button>Send</button><button type="reset">Anew</button></form>
    <script>
      f.addEventListener('submit', async (event) => {
        event.preventDefault();
        const body = new FormData(f);
        window.form = Object.fromEntries(body);
        await fetch('/send', { method: 'POST', body: new URLSearchParams(body) });
        window.sent = (window.sent || 0) + 1;
      });
    </script>`,
    { forms, operator },
  ).replace('<html lang="ru">', `<html lang="${language}">`);

/** The sentence without its link's marks, by language: SHA-256 of its NFC text. The Russian one is the policy's (§14). */
const sentences = {
  ru: '77be6bfa1d70a84f8904203e9f38985bb3deb2eecc05c231832f3fe833d29765',
  kk: '32242eccb719e06f84e92d90531c8c1f74de9b31f91be7062728d0c8a8e2c0d0',
  en: 'ab7e992e844ece43ddde2c2ec0926b083e4e282d8664b9b8e0dee6642fca6d02',
};
const sha256 = (text: string) => createHash('sha256').update(text.normalize('NFC')).digest('hex');

let browser: Browser;
let site: Site;
const received: URLSearchParams[] = [];
before(async () => {
  site = await openSite({
    ...Object.fromEntries(Object.keys(sentences).map((language) => [`/${language}`, page(language)])),
    '/send': async (request) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      received.push(new URLSearchParams(Buffer.concat(parts).toString()));
      return { status: 204 };
    },
  });
  browser = await openBrowser();
});
after(async () => {
  site?.close();
  await browser?.close();
});
test.afterEach(() => seeOut(browser));

const box = '[data-kelisim-agreement]';
interface Kept {
  readonly words: string;
  readonly receipt: Readonly<Record<string, unknown>> & { readonly id: string; readonly purposes: object };
}

/** The receipts of one kind on the visitor's device. */
const kept = (guest: Guest, kind: 'form' | 'receipt') =>
  guest.page.evaluate(
    (prefix) =>
      new Promise<Kept[]>((told, fail) => {
        const opening = indexedDB.open('kelisim');
        let isNew = false;
        opening.onupgradeneeded = () => {
          isNew = true; // looking must not make it: the widget would find it without its store
          opening.transaction?.abort();
        };
        opening.onerror = () => (isNew ? told([]) : fail(opening.error));
        opening.onsuccess = () => {
          const objects = opening.result.transaction('keyval').objectStore('keyval');
          const asking = objects.getAll(IDBKeyRange.bound(`${prefix}:`, `${prefix};`));
          asking.onsuccess = () => {
            opening.result.close();
            told(asking.result);
          };
        };
      }),
    kind,
  );

async function open(language: keyof typeof sentences) {
  const guest = await openGuest(browser);
  await guest.page.setExtraHTTPHeaders({ 'accept-language': language });
  await guest.go(`${site.url}/${language}`);
  await guest.page.waitForSelector('[data-kelisim-box=newsletter]');
  return guest;
}

async function tickAndSend(guest: Guest) {
  await guest.page.click(box);
  const before = received.length;
  await guest.page.click('form button:not([type])');
  return until('the form has arrived', async () => received[before]);
}

const label = (guest: Guest) =>
  guest.page.$eval(box, (input) => (input as HTMLInputElement).labels?.[0]?.textContent ?? '');

for (const [language, sum] of Object.entries(sentences) as [keyof typeof sentences, string][])
  test(`C-35, C-37, C-39: in ${language} the sentence is the exact one, and what was shown is what is hashed and sent`, async () => {
    const guest = await open(language);
    assert.equal(sha256(await label(guest)), sum);
    await guest.press('accept');
    await until('the banner has its receipt', async () => (await kept(guest, 'receipt')).length === 1);
    const shown = await guest.page.$eval('form', (form) =>
      [
        form.querySelector('[data-kelisim-agreement] + label'),
        ...form.querySelectorAll('.kelisim-items,.kelisim-box label'),
      ]
        .map((words) => words?.textContent)
        .join(' '),
    );
    for (const item of [
      'ТОО «Пример»',
      '061211600012',
      forms.data,
      forms.purposes,
      forms.term,
      forms.nameField,
      forms.crossborder,
      operator.email,
    ])
      assert.ok(shown.includes(item), item);
    assert.doesNotMatch(shown, /\{\w+\}|undefined|–/);
    const fields = await tickAndSend(guest);
    const [form] = await kept(guest, 'form');
    const [banner] = await kept(guest, 'receipt');
    assert.ok(form && banner);
    assert.equal(form.words, shown.normalize('NFC').replace(/\s+/g, ' ').trim());
    assert.equal(fields.get('kelisim-text'), sha256(form.words), 'the owner holds the hash of what was read');
    assert.equal(fields.get('kelisim-receipt'), form.receipt.id);
    assert.notEqual(form.receipt.id, banner.receipt.id, 'a form’s receipt is never the banner’s');
    assert.equal(fields.get('kelisim-language'), language);
    assert.equal(fields.get('kelisim-policy'), '2026-11-01');
    assert.ok(Math.abs(Date.parse(fields.get('kelisim-at') ?? '') - Date.now()) < 600_000);
    const inForm = await guest.page.evaluate(() => (window as unknown as { form: Record<string, string> }).form);
    for (const name of ['policy', 'text', 'language', 'at', 'receipt'])
      assert.equal(inForm[`kelisim-${name}`], fields.get(`kelisim-${name}`), `FormData and fetch agree on ${name}`);
    assert.deepEqual(guest.errors, []);
  });

test('C-40: newsletter and transfer abroad are boxes of their own, unticked; a no to them holds nothing', async () => {
  const guest = await open('ru');
  const boxes = () =>
    guest.page.$$eval('[data-kelisim-box]', (all) => all.map((one) => (one as HTMLInputElement).checked));
  assert.deepEqual(await boxes(), [false, false]);
  const without = await tickAndSend(guest);
  assert.equal(without.get('kelisim-newsletter'), null);
  assert.equal(without.get('kelisim-crossborder'), null);
  assert.match(without.get('kelisim-receipt') ?? '', /^[\w-]{22}$/);
  const [first] = await kept(guest, 'form');
  assert.deepEqual(first?.receipt.purposes, { agreement: true, newsletter: false, crossborder: false });

  await guest.page.click('form [type=reset]');
  assert.equal(await guest.page.$eval(box, (input) => (input as HTMLInputElement).checked), false, 'reset unticks it');
  await guest.page.click('[data-kelisim-box=newsletter]');
  assert.equal(
    await guest.page.$eval(box, (input) => (input as HTMLInputElement).checked),
    false,
    'and no box ticks another',
  );
  const with_ = await tickAndSend(guest);
  assert.equal(with_.get('kelisim-newsletter'), 'yes');
  assert.equal(with_.get('kelisim-crossborder'), null);
  const all = await kept(guest, 'form');
  const second = all.find(({ receipt }) => receipt.id === with_.get('kelisim-receipt'));
  assert.deepEqual(second?.receipt.purposes, { agreement: true, newsletter: true, crossborder: false });
  assert.equal(all.length, 2, 'each sending has its own receipt');
});

test('C-39: a representative reads another sentence, answers anew, and it is recorded', async () => {
  const guest = await open('ru');
  await guest.page.click(box);
  await until('a receipt is in the form', () =>
    guest.page.$eval('form', (form) => !!new FormData(form).get('kelisim-receipt')),
  );
  await guest.page.click('[name=other]');
  await until('the sentence is another', async () => /^Я законный представитель пациента/.test(await label(guest)));
  assert.equal(await guest.page.$eval(box, (input) => (input as HTMLInputElement).checked), false);
  const stale = await guest.page.$eval('form', (form) => new FormData(form).get('kelisim-receipt'));
  assert.ok(!stale, 'the first answer is not sent for another person');
  const fields = await tickAndSend(guest);
  assert.equal(fields.get('kelisim-on-behalf'), 'yes');
  const [form] = await kept(guest, 'form');
  assert.equal(form?.receipt.onBehalf, true);
  assert.match(form?.words ?? '', /^Я законный представитель пациента и даю согласие/);
});
