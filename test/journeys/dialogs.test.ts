import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { steeringIn } from '../../src/tools/law/steering.ts';
import { engine } from '../support/site.ts';
import { inside, openStage, type Stage, until, type Visitor } from '../support/stage.ts';

const axe = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const dialog = 'kelisim-consent >>> dialog';
const languages = ['ru', 'kk', 'en'] as const;
const isChromium = engine === 'chromium';
const home = { ru: '', kk: '/kk', en: '/en' };

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage?.close());

interface Found {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly object[] }[];
}
type Axe = { axe: { run(on: object): Promise<Found> } };

/** What axe finds on one of our surfaces, as it is seen in light, in dark and in forced colours. */
async function findFaults(page: Page, within: readonly string[]): Promise<readonly string[]> {
  const faults: string[] = [];
  const session = isChromium ? await page.createCDPSession() : null;
  await page.evaluate(axe);
  // Firefox wears its own looks only: its driver cannot change them.
  for (const features of isChromium
    ? [
        [{ name: 'prefers-color-scheme', value: 'light' }],
        [{ name: 'prefers-color-scheme', value: 'dark' }],
        [{ name: 'forced-colors', value: 'active' }],
      ]
    : [[]]) {
    await session?.send('Emulation.setEmulatedMedia', { features });
    // A page may pass over to its dark colours; those of half the way are nobody's.
    await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => one))));
    const { violations } = await page.evaluate(
      (selectors) =>
        (window as unknown as Axe).axe.run(
          selectors.length > 1 ? { fromShadowDom: selectors } : { include: selectors },
        ),
      [...within],
    );
    faults.push(...violations.map(({ id, nodes }) => `${features[0]?.value}: ${id} ${JSON.stringify(nodes)}`));
  }
  await session?.send('Emulation.setEmulatedMedia', { features: [] });
  await session?.detach();
  return faults;
}

/** Opens the settings by the control that stands for them, and waits until their switches are there. */
async function openSettings(visitor: Visitor) {
  await visitor.press('settings');
  await visitor.page.waitForSelector(`${dialog} input[name=statistics]`);
}

async function openData(visitor: Visitor) {
  await visitor.page.evaluate(() =>
    (window as unknown as { kelisim: { open(surface: 'data'): void } }).kelisim.open('data'),
  );
  await visitor.page.waitForSelector(`${dialog} [data-kelisim-action=download]:enabled`);
}

const textOf = (page: Page, selector: string) => page.$eval(selector, (shown) => (shown as HTMLElement).innerText);

/** The action of the control of ours that has the focus; `outside` while something of the page's has it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement } = document;
    if (!activeElement || activeElement === document.body) return 'nothing';
    const here = activeElement.shadowRoot?.activeElement as HTMLElement | null | undefined;
    if (!here) return 'outside';
    return here.dataset.kelisimAction ?? here.getAttribute('name') ?? here.lang ?? here.tagName;
  });
const isInDialog = (page: Page) =>
  page.evaluate(() => !!document.activeElement?.shadowRoot?.activeElement?.closest('dialog'));

for (const language of languages)
  test(`C-44, C-46: axe finds nothing and nothing steers in ${language}: settings, data, form, declaration; light, dark, forced`, async () => {
    const visitor = await stage.visitor({ language });
    const { page } = visitor;
    if (isChromium) await page.setBypassCSP(true);
    const expect = async (surface: string, within: readonly string[], selector: string) => {
      assert.deepEqual(await findFaults(page, within), [], surface);
      assert.equal(steeringIn(await textOf(page, selector)), null, surface);
    };
    await visitor.go(`${home[language]}/`);
    await openSettings(visitor);
    await expect('settings', ['kelisim-consent', 'dialog'], dialog);
    await visitor.press('close');
    await visitor.press('accept');
    await until('a view has left', async () => visitor.batches('statistics').length > 0);
    await openSettings(visitor);
    await visitor.press('withdraw');
    await until('the withdrawal is told', async () => (await textOf(page, `${dialog} [role=status]`)).length > 20);
    await expect('settings after a withdrawal', ['kelisim-consent', 'dialog'], dialog);
    await visitor.press('close');
    await openData(visitor);
    await expect('data', ['kelisim-consent', 'dialog'], dialog);

    await visitor.go(`${home[language]}/appointment`);
    const form = 'form[data-kelisim-form]';
    await page.waitForSelector(`${form} .kelisim-details`);
    await page.$eval(`${form} .kelisim-details`, (details) => details.setAttribute('open', ''));
    for (const field of await page.$$(`${form} :is(input,textarea,select):required:not([type=checkbox])`))
      await field.type(
        (await field.evaluate((one) => (one as HTMLInputElement).type)) === 'date' ? '12122030' : '7771234567',
      );
    await page.$eval(`${form} [type=submit]`, (button) => (button as HTMLElement).click());
    await page.waitForSelector(`${form} .kelisim-error`);
    await expect('form', [form], `${form} .kelisim-details`);

    await visitor.go(`${home[language]}/policy`);
    await page.waitForSelector('[data-kelisim-declaration] .kelisim-scroll');
    await expect('declaration', ['[data-kelisim-declaration]'], '[data-kelisim-declaration]');
    await visitor.close();
  });

test('C-04: the settings add recipients, countries, data and terms, name who asks and link the policy', async () => {
  const config = {
    operator: { name: 'ТОО «Пример»', bin: '061211600012', email: 'a@example.kz', phone: '8 727', country: 'KZ' },
    purposes: ['necessary', 'statistics', { id: 'video', term: '30 дней' }],
    services: [{ id: 'meet', purpose: 'video', name: 'Meet', country: 'NL', data: ['имя', 'телефон'] }],
  };
  const site = await stage.serve({
    '/': `<!doctype html><html lang="ru"><title>x</title><body><h1>x</h1>
      <script type="application/json" id="kelisim-config">${JSON.stringify(config)}</script><script defer
      src="${stage.door}/kelisim.js" data-site="localhost" data-policy="/p" data-policy-version="2026-11-01"></script>`,
  });
  const visitor = await stage.visitor();
  await visitor.go(site);
  await openSettings(visitor);
  const items = await visitor.page.$$eval(`${dialog} li`, (all) =>
    all.map((one) => one.innerText.replace(/\s+/g, ' ')),
  );
  const video = items.find((item) => /^Сервис видеоконсультаций/.test(item)) ?? '';
  assert.match(video, /Meet · Нидерланды · имя, телефон/);
  assert.match(video, /30 дней/);
  assert.ok(
    items.includes(
      items.find((item) =>
        /^Даю согласие на трансграничную передачу\. Данные: имя, телефон\. Получатель: Meet, Нидерланды/.test(item),
      ) ?? '–',
    ),
    `${items}`,
  );
  assert.match(await textOf(visitor.page, `${dialog} .who`), /ТОО «Пример».*БИН 061211600012.*8 727.*a@example\.kz/s);
  assert.match(await visitor.page.$eval(`${dialog} .who a:last-of-type`, (a) => (a as HTMLAnchorElement).href), /\/p$/);
  await visitor.close();
});

test('C-44: settings take the focus at once, keep it, close by Esc without saving, and give it back', async () => {
  const visitor = await stage.visitor();
  const { page } = visitor;
  await visitor.go('/');
  await visitor.press('refuse');
  const cookie = await page.evaluate(() => document.cookie);
  await page.locator(inside('settings')).wait();
  await page.$eval(inside('settings'), (button) => (button as HTMLElement).focus());
  await page.keyboard.press('Enter');
  await page.waitForSelector(dialog);
  assert.equal(await focused(page), 'close', 'the focus is inside as soon as there is something to focus');
  assert.ok(await page.$eval(dialog, (shown) => shown.matches(':modal')));
  const seen = new Set(['close']);
  // After the last one Firefox's own buttons have their turn, and its driver's keys do not come back from there.
  for (let i = 0; i < 30 && (isChromium || !seen.has('save')); i++) {
    await page.keyboard.press('Tab');
    const here = await focused(page);
    assert.notEqual(here, 'outside', 'nothing of the page behind is reached');
    seen.add(here);
  }
  for (const name of ['close', 'statistics', 'search', 'video', 'data', 'save']) assert.ok(seen.has(name), name);
  await page.$eval(`${dialog} input[name=statistics]`, (input) => (input as HTMLElement).focus());
  await page.keyboard.press(' ');
  assert.ok(await page.$eval(`${dialog} input[name=statistics]`, (input) => (input as HTMLInputElement).checked));
  await page.keyboard.press('Escape');
  await until('it is closed', async () => (await page.$(dialog)) === null);
  assert.equal(await focused(page), 'settings', 'back where it was');
  assert.equal(await page.evaluate(() => document.cookie), cookie, 'nothing is saved');
  await page.keyboard.press('Enter');
  await page.waitForSelector(`${dialog} input[name=statistics]`);
  assert.equal((await page.$$(`${dialog} input:checked`)).length, 0, 'and nothing was remembered');
  await visitor.close();
});

test('C-44, C-45: a change of language behind an open question loses neither switch nor focus', async () => {
  const visitor = await stage.visitor();
  const { page } = visitor;
  await visitor.go('/');
  await openSettings(visitor);
  await visitor.press(`${dialog} input[name=search]`);
  for (const [language, number] of [
    ['kk', /БСН 991340000007/],
    ['en', /BIN 991340000007/],
    ['ru', /БИН 991340000007/],
  ] as const) {
    await visitor.press(`${dialog} .langs [lang=${language}]`);
    await page.waitForSelector(`${dialog}[lang=${language}]`);
    assert.equal(await focused(page), language);
    assert.ok(await page.$eval(`${dialog} input[name=search]`, (input) => (input as HTMLInputElement).checked));
    assert.match(await textOf(page, dialog), number, 'the number has its name in this language');
  }
  await page.keyboard.press('Escape');
  await until('it is closed', async () => (await page.$(dialog)) === null);
  assert.equal(await focused(page), 'settings', 'the banner was drawn anew, and has the focus');
  await visitor.close();
});

test('C-28, C-44: a receipt of the settings says whether a key or a pointer gave it', async () => {
  const method = (visitor: Visitor) =>
    until('the receipt is kept', () =>
      visitor.page.evaluate(async () => {
        const { kelisim } = window as unknown as {
          kelisim: { receipt(): Promise<{ receipt: { method: string } } | null> };
        };
        return (await kelisim.receipt())?.receipt.method;
      }),
    );
  const byKey = await stage.visitor();
  await byKey.go('/');
  await openSettings(byKey);
  await byKey.page.$eval(`${dialog} input[name=statistics]`, (input) => (input as HTMLElement).focus());
  await byKey.page.keyboard.press(' ');
  await byKey.page.keyboard.press('Enter');
  assert.equal(await method(byKey), 'keyboard');
  await byKey.close();
  const byPointer = await stage.visitor();
  await byPointer.go('/');
  await openSettings(byPointer);
  await byPointer.press(`${dialog} input[name=statistics]`);
  await byPointer.press('save');
  assert.equal(await method(byPointer), 'pointer');
  await byPointer.close();
});

test('C-08: a script that clicks *save* for the visitor saves nothing', async () => {
  const visitor = await stage.visitor();
  const { page } = visitor;
  // Planted, since whatever the driver evaluates counts as a visitor's act.
  await page.evaluateOnNewDocument(() => {
    setInterval(() => {
      const form = document.querySelector('kelisim-consent')?.shadowRoot?.querySelector<HTMLFormElement>('dialog form');
      if (!form || navigator.userActivation.isActive) return;
      form.querySelector<HTMLElement>('[data-kelisim-action=save]')?.click();
      form.requestSubmit();
      document.documentElement.dataset.tried = 'both';
    }, 50);
  });
  await visitor.go('/');
  await openSettings(visitor);
  await visitor.press(`${dialog} input[name=statistics]`);
  // The visitor's last act counts for five seconds, and asking the page anything would be another.
  await new Promise((done) => setTimeout(done, 6500));
  assert.equal(await page.evaluate(() => document.documentElement.dataset.tried), 'both');
  assert.equal(await page.evaluate(() => document.cookie), '');
  assert.ok(await page.$(dialog), 'and they stay open');
  await visitor.close();
});

test('C-21, C-44: a withdrawal is confirmed with its number, and its words take the focus', async () => {
  const site = await stage.serve({
    '/': `<!doctype html><html lang="ru"><title>x</title><body><h1>x</h1><script defer src="${stage.door}/kelisim.js"
      data-site="localhost" data-policy="/p" data-policy-version="2026-11-01"></script>`,
  });
  const visitor = await stage.visitor();
  const { page } = visitor;
  await visitor.go(site);
  await visitor.press('accept');
  await until('a view has left', async () => visitor.batches('statistics').length > 0);
  await openSettings(visitor);
  await visitor.press('withdraw');
  const [, number] = await until('it is confirmed', async () =>
    /стёрты\. Номер подтверждения: ([\w-]{22})/.exec(await textOf(page, `${dialog} [role=status]`)),
  );
  const receipt = await page.evaluate(async () => {
    const { kelisim } = window as unknown as { kelisim: { receipt(): Promise<{ receipt: object }> } };
    return (await kelisim.receipt()).receipt as { id: string; act: string; method: string };
  });
  assert.deepEqual([receipt.id, receipt.act, receipt.method], [number, 'withdrawn', 'pointer']);
  assert.ok(await isInDialog(page), 'the button is gone, the focus is not');
  assert.equal((await page.$$(`${dialog} input:checked`)).length, 0);
  await visitor.close();
});

test('C-21: where the browser keeps nothing, the confirmation names no number', async () => {
  const site = await stage.serve({
    '/': `<!doctype html><html lang="ru"><title>x</title><body><h1>x</h1><script defer src="${stage.door}/kelisim.js"
      data-collector="null" data-policy="/p" data-policy-version="2026-11-01"></script>`,
  });
  const visitor = await stage.visitor();
  await visitor.page.evaluateOnNewDocument(`IDBFactory.prototype.open = () => { throw new DOMException('shut') };`);
  await visitor.go(site);
  await visitor.press('accept');
  await openSettings(visitor);
  await visitor.press('withdraw');
  const said = await until('it is told', async () =>
    /отозвано.*/.exec(await textOf(visitor.page, `${dialog} [role=status]`)),
  );
  assert.match(said[0], /стёрты\. Браузер не дал сохранить подтверждение/);
  assert.match(await visitor.page.evaluate(() => document.cookie), /granted=&refused=/);
  await visitor.close();
});

test('C-44, C-51: in browsers that know no dialog it is modal all the same, and looks the same', async () => {
  const visitor = await stage.visitor();
  const { page } = visitor;
  await page.evaluateOnNewDocument('delete HTMLDialogElement.prototype.showModal');
  await visitor.go('/');
  const width = () => page.$eval(dialog, (shown) => shown.getBoundingClientRect().width);
  await openSettings(visitor);
  assert.equal(await page.$eval(dialog, (shown) => shown.matches(':modal')), false);
  assert.equal(await focused(page), 'close');
  assert.equal(await width(), 640);
  assert.equal(await page.$eval(dialog, (shown) => getComputedStyle(shown).position), 'fixed');
  await page.keyboard.down('Shift');
  await page.keyboard.press('Tab');
  await page.keyboard.up('Shift');
  assert.equal(await focused(page), 'save', 'back from the first is the last');
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'close', 'and on from the last is the first');
  await page.keyboard.press('Escape');
  await until('it is closed', async () => (await page.$(dialog)) === null);
  assert.equal(await focused(page), 'settings');
  await visitor.close();
});

/** Controls that are too small for a finger, and words that are cut off or stand beyond their dialog. */
const findClipped = (page: Page) =>
  page.$eval(dialog, (shown) => {
    const frame = shown.getBoundingClientRect();
    const faults: string[] = [];
    if (frame.right > innerWidth || frame.left < 0 || frame.bottom > innerHeight) faults.push('beyond the window');
    for (const one of shown.querySelectorAll<HTMLElement>('*')) {
      const { left, right, width, height } = one.getBoundingClientRect();
      if (!width || one.closest('svg')) continue;
      const name = `${one.tagName} ${one.className} ${one.textContent?.slice(0, 30)}`;
      if (left < frame.left - 1 || right > frame.right + 1) faults.push(`beyond the dialog: ${name}`);
      if (one.scrollWidth > one.clientWidth + 1 && one.clientWidth && getComputedStyle(one).display !== 'inline')
        faults.push(`cut off: ${name}`);
      if (one.matches('button,input,summary') && (height < 24 || width < 24)) faults.push(`small: ${name}`);
      if (one.matches('button') && height < 44) faults.push(`lower than a finger: ${name}`);
    }
    return faults;
  });

test('C-44: at 320 px, 400 %, with text of 200 % and with wide spacing nothing is cut off and all is reached', async () => {
  const visitor = await stage.visitor({ width: 320, height: 568 });
  const { page } = visitor;
  if (isChromium) await page.setBypassCSP(true);
  await visitor.go('/');
  await visitor.press('accept');
  await until('a view has left', async () => visitor.batches('statistics').length > 0);
  const change = (how: 'none' | 'spacing' | 'large') =>
    page.$eval(
      dialog,
      (shown, kind) => {
        // https://www.w3.org/TR/WCAG22/#text-spacing and #resize-text
        for (const one of shown.querySelectorAll<HTMLElement>('*')) {
          const size = kind === 'large' ? `${2 * parseFloat(getComputedStyle(one).fontSize)}px` : '';
          one.dataset.size = size;
        }
        for (const one of shown.querySelectorAll<HTMLElement>('*')) {
          one.style.setProperty('font-size', one.dataset.size ?? '');
          for (const [name, value] of Object.entries({
            'line-height': '1.5',
            'letter-spacing': '0.12em',
            'word-spacing': '0.16em',
            ...(one.tagName === 'P' && { 'margin-bottom': '2em' }),
          }))
            one.style.setProperty(name, kind === 'spacing' ? value : '', 'important');
        }
      },
      how,
    );
  for (const [width, height] of [
    [320, 568],
    [320, 256],
    [768, 1024],
  ] as const) {
    await page.setViewport({ width, height });
    for (const open of [openSettings, openData]) {
      await open(visitor);
      for (const how of ['none', 'spacing', 'large'] as const) {
        await change(how);
        assert.deepEqual(await findClipped(page), [], `${open.name}, ${width} × ${height}, ${how}`);
        // Whatever is in there comes into sight by scrolling.
        for (const action of ['close', 'withdraw']) {
          await page.$eval(`${dialog} [data-kelisim-action=${action}]`, (button) => button.scrollIntoView());
          const isHit = await page.$eval(`${dialog} [data-kelisim-action=${action}]`, (button) => {
            const { left, top, width: wide, height: high } = button.getBoundingClientRect();
            const root = button.getRootNode() as ShadowRoot;
            return button.contains(root.elementFromPoint(left + wide / 2, top + high / 2));
          });
          assert.ok(isHit, `${action} in ${open.name}, ${width} × ${height}, ${how}`);
        }
        const room = await page.$eval(`${dialog} .body`, (body) => {
          const form = body.closest('form') as HTMLElement;
          return form.scrollHeight > form.clientHeight ? body.scrollHeight : body.clientHeight;
        });
        assert.ok(room >= 80, `${room} px for what is to be read: ${open.name}, ${width} × ${height}, ${how}`);
      }
      await change('none');
      await visitor.press('close');
    }
  }
  await visitor.close();
});

test('C-24, C-26: after a yes the settings and one’s data open offline for the first time', async () => {
  const visitor = await stage.visitor();
  const { page } = visitor;
  await visitor.go('/');
  await visitor.press('accept');
  await until('they have come by themselves', async () =>
    ['preferences', 'data', 'preact', 'ru', 'toldru'].every((name) =>
      visitor.requests.some((request) => new RegExp(`/${name}-[^/]+\\.js$`).test(request.url()) && request.response()),
    ),
  );
  await page.setOfflineMode(true);
  await openSettings(visitor);
  await visitor.press('close');
  await openData(visitor);
  await visitor.press('withdraw');
  await until('it stops at once', () =>
    page.evaluate(() => document.documentElement.dataset.kelisimGranted === 'necessary'),
  );
  await visitor.close();
});
