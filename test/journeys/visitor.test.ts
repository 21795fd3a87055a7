import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inside, openStage, type Stage, until } from '../support/stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage?.close());

/** Where an element lies on the page, however far that is scrolled. */
const box = (element: Element) => {
  const { width, height, top } = element.getBoundingClientRect();
  return { width, height, top: top + scrollY };
};

const cookies = async (visitor: { page: { cookies(): Promise<{ name: string; value: string }[]> } }) =>
  (await visitor.page.cookies()).filter(({ name }) => name === 'kelisim').map(({ name, value }) => `${name}=${value}`);

test('C-01: before a decision nothing is stored, nothing is sent, and page two asks again', async () => {
  const visitor = await stage.visitor();
  await visitor.go('/');
  assert.ok(await visitor.sees(inside('accept')));
  await visitor.page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await visitor.go('/doctors?q=кардиолог');
  assert.ok(await visitor.sees(inside('refuse')), 'the banner is there again');
  const stored = await visitor.page.evaluate(async () => ({
    cookie: document.cookie,
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    granted: document.documentElement.dataset.kelisimGranted,
  }));
  assert.deepEqual(stored, { cookie: '', local: 0, session: 0, databases: 0, caches: 0, granted: 'necessary' });
  const foreign = visitor.requests
    .filter((request) => !request.url().startsWith(stage.clinic))
    .map((request) => new URL(request.url()))
    .filter((url) => !/^\/(kelisim\.js|[a-z]+-\w{8}\.js)$/.test(url.pathname) || url.origin !== stage.door);
  assert.deepEqual(foreign.map(String), [], 'only the widget’s own files');
  assert.deepEqual(
    visitor.requests.filter((request) => /telemetry|vitals|\/v1\//.test(request.url())).map((r) => r.url()),
    [],
  );
  assert.deepEqual(visitor.errors, []);
  await visitor.close();
});

test('C-04, C-45: the banner says who asks, why, and how to withdraw, in three languages', async () => {
  for (const [path, words] of [
    ['/', [/Клиника Емен/, /Настройки конфиденциальности/, /Отклонить/]],
    ['/kk/', [/Емен/, /Құпиялылық баптаулары/, /Бас тарту/]],
    ['/en/', [/Емен|Emen/, /Privacy settings/, /Refuse/]],
  ] as const) {
    const visitor = await stage.visitor();
    await visitor.go(path);
    const text = await visitor.page.$eval('kelisim-consent >>> section', (card) => (card as HTMLElement).innerText);
    for (const word of words) assert.match(text, word);
    const link = await visitor.page.$eval('kelisim-consent >>> section a', (a) => (a as HTMLAnchorElement).href);
    assert.match(link, /\/policy$/);
    await visitor.close();
  }
});

test('a visitor who refuses is not measured, and the site works on', async () => {
  const visitor = await stage.visitor();
  await visitor.go('/');
  await visitor.press('refuse');
  await visitor.go('/doctors?q=кардиолог');
  await visitor.go('/favourites');
  assert.equal(await visitor.sees(inside('accept')), false, 'it stays answered');
  assert.ok(await visitor.sees('[data-kelisim-else=functional]'), 'the limited version is there');
  assert.deepEqual(
    visitor.requests.filter((request) => /\/v1\/|telemetry|receipts/.test(request.url())).map((r) => r.url()),
    [],
  );
  const [cookie, ...others] = await cookies(visitor);
  assert.deepEqual(others, []);
  assert.match(cookie ?? '', /^kelisim=policy=2026-11-01&on=\d{4}-\d\d-\d\d&granted=&refused=/);
  assert.equal(await visitor.page.evaluate(async () => (await indexedDB.databases()).length), 0);
  assert.deepEqual(visitor.errors, []);
  await visitor.close();
});

test('C-27: two visitors with the same decision have the same bytes', async () => {
  const kept: string[][] = [];
  for (let i = 0; i < 2; i++) {
    const visitor = await stage.visitor();
    await visitor.go('/');
    await visitor.press('accept');
    kept.push(await cookies(visitor));
    await visitor.close();
  }
  assert.deepEqual(kept[0], kept[1]);
  assert.ok((kept[0]?.[0]?.length ?? 0) < 512);
});

test('T-01, T-02: a visitor who accepts late is measured from the page they are on', async () => {
  const visitor = await stage.visitor();
  await visitor.go('/');
  await visitor.page.evaluate(() => history.pushState({}, '', '/contacts'));
  await visitor.page.evaluate(() => history.pushState({}, '', '/doctors'));
  await visitor.press('accept');
  const [batch] = await until('a batch leaves', async () =>
    visitor.batches('statistics').length ? visitor.batches('statistics') : null,
  );
  const events = batch?.events as {
    kind: string;
    path: string;
    nth: number;
    entry: unknown;
    first: { ever?: boolean };
  }[];
  const views = events.filter((event) => event.kind === 'view');
  assert.deepEqual(
    views.map(({ path, nth }) => ({ path, nth })),
    [{ path: '/doctors', nth: 1 }],
  );
  assert.deepEqual(views[0]?.entry, { path: '/doctors' });
  assert.equal(views[0]?.first.ever, true);
  for (const sent of visitor.batches()) assert.ok(['statistics', 'search'].includes(String(sent.purpose)));
  await visitor.close();
});

test('T-10: two fresh browsers on the same road send the same bytes, but for ids, ages and measured times', async () => {
  const roads: string[][] = [];
  for (let i = 0; i < 2; i++) {
    await stage.forget();
    const visitor = await stage.visitor();
    await visitor.go('/');
    await visitor.press('accept');
    await until('the first view has left', async () => visitor.batches().length > 0);
    for (const path of ['/doctors', '/doctors/dinara-zhumabek', '/contacts']) await visitor.go(path);
    // What a closing page posted without hearing the answer comes once more under its id, and is counted once.
    const sent = () => {
      const batches = stage.posts.map(
        ({ body }) => JSON.parse(body) as { id: string; purpose: string; env: object; events: object[] },
      );
      return [...new Map(batches.map((batch) => [batch.id, batch])).values()];
    };
    await until('the last view has left', async () => JSON.stringify(sent()).includes('"/contacts"'));
    for (const { id, ...batch } of sent()) {
      assert.match(id, /^[\w-]{22}$/);
      assert.doesNotMatch(JSON.stringify(batch), /[A-Za-z0-9_-]{18,}/, 'nothing else looks like an identifier');
    }
    const views = sent().flatMap(({ purpose, env, events }) =>
      events
        .filter((event) => (event as { kind: string }).kind === 'view')
        .map((event) => JSON.stringify({ purpose, env, ...event, ageMinutes: 0 })),
    );
    roads.push(views);
    await visitor.close();
  }
  assert.equal(roads[0]?.length, 4);
  assert.deepEqual(roads[0], roads[1]);
});

test('C-08: neither Esc, nor a click outside, nor a script’s call answers', async () => {
  const visitor = await stage.visitor();
  // Planted before the page loads: a call from the test itself would count as a person's.
  await visitor.page.evaluateOnNewDocument(() => {
    const trying = setInterval(() => {
      const root = document.querySelector('kelisim-consent')?.shadowRoot;
      const accept = root?.querySelector<HTMLElement>('[data-kelisim-action=accept]');
      if (!accept) return; // not asked yet
      clearInterval(trying);
      const { kelisim } = window as unknown as { kelisim: { decide(choices: object): void } };
      kelisim.decide({ statistics: true, crossborder: true });
      accept.click();
      document.title = 'tried';
    }, 300);
  });
  await visitor.go('/');
  await until('the script has tried', async () => (await visitor.page.title()) === 'tried');
  await visitor.page.keyboard.press('Escape');
  await visitor.page.mouse.click(5, 5);
  await visitor.page.keyboard.press('Enter');
  assert.deepEqual(await cookies(visitor), []);
  assert.ok(await visitor.sees(inside('accept')));
  await visitor.close();
});

test('C-06: accept and refuse look the same and are equally near', async () => {
  for (const size of [
    { width: 1280, height: 800 },
    { width: 320, height: 568 },
    { width: 568, height: 320 },
  ]) {
    const visitor = await stage.visitor(size);
    await visitor.go('/');
    const looks = await visitor.page.evaluate(() => {
      const root = document.querySelector('kelisim-consent')?.shadowRoot as ShadowRoot;
      return ['accept', 'refuse'].map((action) => {
        const button = root.querySelector<HTMLElement>(`[data-kelisim-action=${action}]`) as HTMLElement;
        const style = getComputedStyle(button);
        const { left, top, width, height } = button.getBoundingClientRect();
        return {
          tag: button.tagName,
          look: [style.color, style.backgroundColor, style.font, style.border, style.opacity],
          area: width * height,
          hit: document.elementFromPoint(left + width / 2, top + height / 2)?.localName,
          tall: height >= 44,
        };
      });
    });
    const [accept, refuse] = looks;
    assert.ok(accept && refuse);
    assert.deepEqual(accept.look, refuse.look);
    assert.equal(accept.tag, 'BUTTON');
    assert.ok(accept.area / refuse.area > 0.8 && accept.area / refuse.area < 1.25, `${accept.area} ${refuse.area}`);
    for (const button of looks) assert.ok(button.hit === 'kelisim-consent' && button.tall);
    const card = await visitor.page.$eval(
      'kelisim-consent >>> section',
      (element) => element.getBoundingClientRect().height,
    );
    assert.ok(card <= size.height / 2 + 1, `the banner covers ${card} of ${size.height}`);
    assert.equal(
      await visitor.page.evaluate(() => document.activeElement === document.body),
      true,
      'nothing is focused',
    );
    await visitor.close();
  }
});

test('C-09: the page is operable under the banner', async () => {
  const visitor = await stage.visitor();
  await visitor.go('/');
  const state = await visitor.page.evaluate(() => ({
    overflow: getComputedStyle(document.body).overflow + getComputedStyle(document.documentElement).overflow,
    inert: document.querySelectorAll('[inert]:not([hidden])').length,
  }));
  assert.deepEqual(state, { overflow: 'visiblevisible', inert: 0 });
  await Promise.all([visitor.page.waitForNavigation(), visitor.page.click('a[href$="/doctors"]')]);
  assert.match(visitor.page.url(), /\/doctors$/);
  await visitor.close();
});

test('C-17: favourites are limited after a no, open after a yes without a reload, and go back', async () => {
  const visitor = await stage.visitor();
  await visitor.go('/favourites');
  await visitor.press('refuse');
  await until('the reason is said', () => visitor.sees('kelisim-note >>> [data-kelisim-action=allow]'));
  await visitor.page.evaluate(() => {
    (window as unknown as { same: boolean }).same = true;
  });
  await visitor.press('kelisim-note >>> [data-kelisim-action=allow]');
  await until('the feature is there', async () => !(await visitor.sees('[data-kelisim-else=functional]')));
  assert.ok(await visitor.sees('[data-kelisim=functional]'));
  assert.equal(await visitor.page.evaluate(() => (window as unknown as { same?: boolean }).same), true, 'no reload');
  assert.equal(
    await visitor.page.evaluate(() => document.activeElement?.closest('[data-kelisim=functional]') !== null),
    true,
    'the focus is on what was revealed',
  );
  await visitor.page.evaluate(() =>
    (window as unknown as { kelisim: { withdraw(): Promise<void> } }).kelisim.withdraw(),
  );
  await until('the limited version is back', () => visitor.sees('[data-kelisim-else=functional]'));
  await visitor.close();
});

test('C-20: the small entry leads back in two actions, and withdrawal stops and erases', async () => {
  const visitor = await stage.visitor();
  await visitor.go('/');
  await visitor.press('accept');
  await until('something was measured', async () => visitor.batches().length > 0);
  await visitor.press('settings');
  await visitor.press('withdraw');
  await until('the withdrawal is confirmed', async () =>
    /отозвано/i.test(
      await visitor.page.$eval(
        'kelisim-consent >>> dialog [role=status]',
        (status) => (status as HTMLElement).innerText,
      ),
    ),
  );
  await visitor.press('close');
  const sent = visitor.batches().length;
  await visitor.go('/doctors');
  await visitor.go('/contacts');
  assert.equal(visitor.batches().length, sent, 'nothing more is measured');
  assert.match((await cookies(visitor)).join(), /granted=&refused=functional\.statistics\.search/);
  const left = await visitor.page.evaluate(async () => {
    const open = indexedDB.open('kelisim');
    await new Promise((done) => {
      open.onsuccess = done;
    });
    if (!open.result.objectStoreNames.contains('keyval')) return [];
    const keys = open.result.transaction('keyval').objectStore('keyval').getAllKeys();
    await new Promise((done) => {
      keys.onsuccess = done;
    });
    return (keys.result as string[]).map((key) => key.split(':')[0]);
  });
  assert.deepEqual([...new Set(left)], ['receipt'], 'receipts stay, nothing else');
  await visitor.close();
});

test('a visitor chooses in the settings: all off at first, only what was switched on is granted', async () => {
  const visitor = await stage.visitor();
  await visitor.go('/');
  await visitor.press('settings');
  await visitor.page.waitForSelector('kelisim-consent >>> dialog input[name=statistics]');
  const on = await visitor.page.$$eval('kelisim-consent >>> dialog input:checked', (boxes) => boxes.length);
  assert.equal(on, 0);
  await visitor.press('kelisim-consent >>> dialog input[name=search]');
  await visitor.press('save');
  await until('the answer is kept', async () => (await cookies(visitor)).length > 0);
  assert.match((await cookies(visitor)).join(), /granted=search&refused=functional\.statistics/);
  await until('the banner is gone', async () => !(await visitor.sees(inside('accept'))));
  await visitor.close();
});

test('C-16: the video service is asked for nothing before a yes; once means once', async () => {
  const visitor = await stage.visitor();
  await visitor.go('/video');
  await visitor.press('accept');
  const panel = 'kelisim-placeholder >>> .panel';
  await visitor.page.waitForSelector(panel);
  const text = await visitor.page.$eval(panel, (element) => (element as HTMLElement).innerText);
  assert.match(text, /Meet \(Нидерланды\).*имя/s);
  assert.match(text, /не записываются/);
  assert.equal(visitor.requests.filter((request) => request.url().startsWith(stage.meet)).length, 0);
  const before = await visitor.page.$eval('kelisim-placeholder', box);
  await visitor.press('kelisim-placeholder >>> [data-kelisim-action=allow-once]');
  await visitor.page.waitForSelector(`iframe[src^="${stage.meet}"]`);
  const after = await visitor.page.$eval('iframe', box);
  for (const side of ['width', 'height', 'top'] as const)
    assert.ok(Math.abs(before[side] - after[side]) <= 6, `${side}: ${before[side]} became ${after[side]}`);
  await visitor.go('/video');
  await visitor.page.waitForSelector(panel);
  await visitor.press('kelisim-placeholder >>> [data-kelisim-action=allow]');
  await visitor.page.waitForSelector(`iframe[src^="${stage.meet}"]`);
  await visitor.go('/video');
  await visitor.page.waitForSelector(`iframe[src^="${stage.meet}"]`);
  assert.match((await cookies(visitor)).join(), /crossborder:meet/);
  await visitor.close();
});

test('C-34, T-04: with GPC on nothing is measured after an accept; an explicit yes wins and is recorded as such', async () => {
  const visitor = await stage.visitor({ gpc: true });
  await visitor.go('/');
  const before = await visitor.page.evaluate(() =>
    (window as unknown as { kelisim: { decision(): { refused: string[] } } }).kelisim.decision(),
  );
  assert.deepEqual(before.refused, ['statistics', 'search']);
  await visitor.press('accept');
  await visitor.go('/doctors?q=кардиолог');
  assert.deepEqual(visitor.batches(), []);
  await visitor.press('settings');
  await visitor.page.waitForSelector('kelisim-consent >>> dialog');
  assert.match(
    await visitor.page.$eval('kelisim-consent >>> dialog', (dialog) => (dialog as HTMLElement).innerText),
    /браузер просит не собирать/,
  );
  await visitor.press('kelisim-consent >>> dialog input[name=statistics]');
  await visitor.press('save');
  const [batch] = await until('the overridden signal is measured', async () =>
    visitor.batches().length ? visitor.batches() : null,
  );
  assert.equal(batch?.signal, 'overridden');
  assert.match((await cookies(visitor)).join(), /over=statistics/);
  await visitor.close();
});

test('C-30: a new policy version asks again and stops what is no longer covered; an old one never asks', async () => {
  const tag = (version: string, more = '') =>
    `<!doctype html><html lang="ru"><title>x</title><body><h1>x</h1><script defer src="${stage.door}/kelisim.js" data-site="localhost" data-policy="/p" data-policy-version="${version}"></script>${more}`;
  const config = `<script type="application/json" id="kelisim-config">{"policy":{"changed":["search"]}}</script>`;
  const site = await stage.serve({
    '/one': tag('2026-11-01'),
    '/two': tag('2026-12-01'),
    '/some': tag('2027-01-01', config),
    '/old': tag('2026-10-01'),
  });
  const visitor = await stage.visitor();
  await visitor.go(`${site}/one`);
  await visitor.press('accept');
  await visitor.go(`${site}/old`);
  assert.equal(await visitor.sees(inside('accept')), false, 'a cached page with an older policy does not ask');
  await visitor.go(`${site}/two`);
  assert.ok(await visitor.sees(inside('accept')), 'a newer one does');
  assert.equal(await visitor.page.evaluate(() => document.documentElement.dataset.kelisimGranted), 'necessary');
  await visitor.press('accept');
  await visitor.go(`${site}/some`);
  assert.ok(await visitor.sees(inside('refuse')));
  assert.equal(
    await visitor.page.evaluate(() => document.documentElement.dataset.kelisimGranted),
    'necessary functional statistics',
    'only what changed is asked and stopped',
  );
  await visitor.press('refuse');
  assert.match((await cookies(visitor)).join(), /policy=2027-01-01.*granted=functional\.statistics&refused=search/);
  await visitor.close();
});

test('C-35, C-36: the appointment form is held until the policy’s sentence is ticked', async () => {
  const visitor = await stage.visitor();
  await visitor.go('/appointment');
  await visitor.press('refuse');
  const box = 'form[data-kelisim-form] [data-kelisim-agreement]';
  await visitor.page.waitForSelector(box);
  const label = await visitor.page.$eval(box, (input) => {
    const [words] = (input as HTMLInputElement).labels ?? [];
    const link = words?.querySelector('a');
    return {
      text: words?.innerText,
      link: link?.innerText,
      target: link?.target,
      rel: link?.rel,
      ticked: (input as HTMLInputElement).checked,
    };
  });
  assert.deepEqual(label, {
    text: 'Я даю согласие на обработку персональных данных на условиях Политики обработки персональных данных',
    link: 'Политики обработки персональных данных',
    target: '_blank',
    rel: 'noopener',
    ticked: false,
  });
  for (const field of await visitor.page.$$('form[data-kelisim-form] input:not([type=checkbox]):not([type=hidden])')) {
    const type = await field.evaluate((input) => (input as HTMLInputElement).type);
    if (type === 'text' || type === 'tel') await field.type(type === 'tel' ? '87010000000' : 'Айгерим');
  }
  const submit = 'form[data-kelisim-form] button:not([type=button])';
  await visitor.page.click(submit);
  await visitor.page.waitForSelector('.kelisim-error');
  assert.match(visitor.page.url(), /\/appointment$/);
  assert.equal(await visitor.page.$eval(box, (input) => document.activeElement === input), true);
  await visitor.page.evaluate(() =>
    document.querySelector<HTMLFormElement>('form[data-kelisim-form]')?.requestSubmit(),
  );
  assert.match(visitor.page.url(), /\/appointment$/);
  await visitor.page.click(box);
  await until('the hash is there', () =>
    visitor.page.evaluate(
      () => document.querySelector<HTMLInputElement>('input[name=kelisim-text]')?.value.length === 64,
    ),
  );
  await Promise.all([visitor.page.waitForNavigation(), visitor.page.click(submit)]);
  assert.match(visitor.page.url(), /\/thanks/);
  assert.deepEqual(visitor.batches(), [], 'nothing typed leaves through the widget');
  await visitor.close();
});

test('C-12: scripts and templates run once each, in order', async () => {
  const site = await stage.serve({
    '/': `<!doctype html><html lang="ru"><title>x</title><body><h1>x</h1>
      <script>window.ran = []</script>
      <script type="text/plain" data-kelisim="statistics">ran.push('inline one')</script>
      <script type="text/plain" data-kelisim="statistics" src="data:text/javascript,ran.push('external')"></script>
      <template data-kelisim="functional">text<b>bold</b><script>ran.push('template')</script></template>
      <script type="text/plain" data-kelisim="statistics">ran.push('inline two')</script>
      <script type="text/plain" data-kelisim="nonsense">ran.push('never')</script>
      <script defer src="${stage.door}/kelisim.js" data-site="localhost" data-policy="/p" data-policy-version="1.0"></script>`,
  });
  const visitor = await stage.visitor();
  await visitor.go(`${site}/`);
  const ran = () => visitor.page.evaluate(() => (window as unknown as { ran: string[] }).ran);
  assert.deepEqual(await ran(), []);
  await visitor.page.evaluate(() => undefined);
  await visitor.press('accept');
  await until('all have run', async () => (await ran()).length >= 4);
  const inOrder = (await ran()).filter((name) => name !== 'template');
  assert.deepEqual(inOrder, ['inline one', 'external', 'inline two']);
  assert.equal((await ran()).filter((name) => name === 'template').length, 1);
  assert.match(await visitor.page.evaluate(() => document.body.innerText), /textbold/);
  await visitor.close();
});

test('a wrong configuration is said once, and everything stays refused', async () => {
  const broken = (tag: string) =>
    `<!doctype html><html lang="ru"><title>x</title><body><h1>whole</h1><p data-kelisim="functional" hidden>x</p>${tag}`;
  const src = `src="${stage.door}/kelisim.js"`;
  const site = await stage.serve({
    '/policy': broken(`<script defer ${src} data-site="localhost"></script>`),
    '/zone': broken(`<script defer ${src} data-policy="/p" data-policy-version="1" data-zone="Mars/Base"></script>`),
    '/days': broken(
      `<script type="application/json" id="kelisim-config">{"reaskDays":30}</script><script defer ${src} data-policy="/p" data-policy-version="1"></script>`,
    ),
    '/name': broken(
      `<script type="application/json" id="kelisim-config">{"purpose":[]}</script><script defer ${src} data-policy="/p" data-policy-version="1"></script>`,
    ),
  });
  for (const [path, words] of [
    ['/policy', /data-policy: give an address/],
    ['/zone', /Mars\/Base/],
    ['/days', /"reaskDays" does not fit/],
    ['/name', /"purpose" does not fit/],
  ] as const) {
    const visitor = await stage.visitor();
    await visitor.go(site + path);
    await until(`${path} is reported`, async () => visitor.errors.length > 0);
    const ours = visitor.errors.filter((line) => line.startsWith('kelisim:'));
    assert.equal(ours.length, 1);
    assert.match(ours[0] ?? '', words);
    assert.equal(await visitor.page.evaluate(() => document.documentElement.dataset.kelisimGranted), 'necessary');
    assert.equal(await visitor.sees('h1'), true);
    assert.equal(await visitor.page.$('kelisim-consent'), null);
    await visitor.close();
  }
});
