import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openStage, type Stage, token, until, type Visitor } from '../support/stage.ts';

interface Posted {
  readonly id: string;
  readonly act: string;
  readonly of?: string;
  readonly surface: string;
  readonly purposes: Readonly<Record<string, boolean>>;
}

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage?.close());

const receipts = () =>
  stage.posts.filter(({ path }) => path === '/v1/receipts').map(({ body }) => JSON.parse(body) as Posted);

/** From the next page on the visitor's clock is an hour ahead: what waits to be posted is due. */
const anHourLater = (visitor: Visitor) =>
  visitor.page.evaluateOnNewDocument('{ const now = Date.now; Date.now = () => now() + 61 * 6e4; }');

/** What lies on the device; the database is not made by looking. */
const kept = (visitor: Visitor) =>
  visitor.page.evaluate(async () => {
    type Kept = { receipt: Posted & Record<string, unknown>; words: string; at: number; dueAt?: number };
    if (!(await indexedDB.databases()).some(({ name }) => name === 'kelisim')) return [] as Kept[];
    return new Promise<Kept[]>((done, fail) => {
      const opening = indexedDB.open('kelisim');
      opening.onerror = () => fail(opening.error);
      opening.onsuccess = () => {
        const base = opening.result;
        const asking = base
          .transaction('keyval')
          .objectStore('keyval')
          .getAll(IDBKeyRange.bound('receipt:', 'receipt;'));
        asking.onsuccess = () => {
          base.close();
          done(asking.result);
        };
      };
    });
  });

test('C-28, C-29: a yes is kept at once and posted once, an hour at most later, away from every batch', async () => {
  await stage.forget();
  const visitor = await stage.visitor();
  await visitor.go('/appointment?secret=canary');
  await visitor.press('accept');
  await until('the receipt is on the device', async () => (await kept(visitor)).length === 1);
  const [mine] = await kept(visitor);
  assert.match(mine?.receipt.id ?? '', /^[\w-]{22}$/);
  assert.deepEqual(
    Object.keys(mine?.receipt ?? {}).sort(),
    'act id language method onDay policy purposes site surface text v validDays widget'.split(' ').sort(),
  );
  const waits = (mine?.dueAt ?? 0) - (mine?.at ?? 0);
  assert.ok(waits >= 60_000 && waits <= 3_600_000, `${waits} ms`);
  assert.match(mine?.words ?? '', /^Разрешите избранное, .* Политика обработки персональных данных Вы решаете: /);
  assert.doesNotMatch(JSON.stringify(mine?.receipt), /canary|appointment|Mozilla|127\.0\.0\.1/);
  assert.deepEqual(receipts(), []);

  await anHourLater(visitor);
  await visitor.go('/doctors');
  // What is due goes only after a silence: whatever the page had to say of itself went before.
  const sentAt = await until(
    'the receipt is posted',
    () =>
      visitor.page.evaluate(() => {
        const entries = performance.getEntriesByType('resource');
        const receipt = entries.find(({ name }) => name.endsWith('v1/receipts'))?.startTime;
        const batches = entries.filter(({ name }) => name.endsWith('v1/batches')).map(({ startTime }) => startTime);
        return receipt === undefined ? null : { receipt, batches: batches.filter((batch) => batch < receipt) };
      }),
    40_000,
  );
  assert.ok(sentAt.batches.length > 0);
  for (const batch of sentAt.batches) assert.ok(sentAt.receipt - batch > 1000, JSON.stringify(sentAt));
  await until('nothing waits any more', async () => (await kept(visitor)).every(({ dueAt }) => !dueAt));
  await visitor.go('/');
  assert.deepEqual(
    receipts().map(({ id }) => id),
    [mine?.receipt.id],
  );
  for (const batch of visitor.batches()) assert.ok(!JSON.stringify(batch).includes(mine?.receipt.id ?? ''));
  await visitor.close();
});

test('C-29: a refusal is remembered on the device alone', async () => {
  await stage.forget();
  const visitor = await stage.visitor();
  await visitor.go('/');
  await visitor.press('refuse');
  await anHourLater(visitor);
  await visitor.go('/doctors');
  assert.deepEqual(stage.posts, []);
  assert.equal(await visitor.page.evaluate(async () => (await indexedDB.databases()).length), 0);
  await visitor.close();
});

test('C-29: a browser without locks, or that refuses them, posts the receipt all the same, and the page hears of no fault', async () => {
  for (const plant of [
    `Object.defineProperty(navigator, 'locks', { value: undefined })`,
    `Object.defineProperty(navigator, 'locks', { get() { throw new DOMException('no', 'SecurityError') } })`,
    `LockManager.prototype.request = async () => { throw new DOMException('no', 'SecurityError') }`,
  ]) {
    await stage.forget();
    const visitor = await stage.visitor();
    await visitor.page.evaluateOnNewDocument(plant);
    await visitor.page.evaluateOnNewDocument(
      `addEventListener('unhandledrejection', ({ reason }) => console.error(String(reason)))`,
    );
    await visitor.go('/');
    await visitor.press('accept');
    await until('the yes is kept', async () => (await kept(visitor)).length === 1);
    await anHourLater(visitor);
    await visitor.go('/doctors');
    await until('it is posted', async () => receipts().length === 1, 40_000);
    // A file that was on its way as the visitor went on is empty for Firefox: it tells of the digest of nothing.
    const ofNothing = /47DEQpj8HBSa\+\/TImW\+5JCeuQeRkm5NMpJWZG3hSuFU=/;
    assert.deepEqual(
      visitor.errors.filter((line) => !ofNothing.test(line)),
      [],
      plant,
    );
    await visitor.close();
  }
});

test('C-24: a withdrawal while offline is posted on return, after the yes it withdraws, on a later page too', async () => {
  await stage.forget();
  const visitor = await stage.visitor();
  await visitor.go('/');
  await visitor.press('accept');
  await until('the yes is kept', async () => (await kept(visitor)).length === 1);
  await visitor.page.setOfflineMode(true);
  await visitor.page.evaluate(() => {
    (window as unknown as { kelisim: { withdraw(): unknown } }).kelisim.withdraw();
  });
  await until('both are kept', async () => (await kept(visitor)).length === 2);
  assert.deepEqual(receipts(), []);
  await visitor.page.setOfflineMode(false);
  await anHourLater(visitor);
  await visitor.go('/doctors');
  await until('both are posted', async () => receipts().length === 2, 40_000);
  const [given, withdrawn] = receipts();
  assert.deepEqual([given?.act, withdrawn?.act, withdrawn?.of], ['given', 'withdrawn', given?.id]);
  assert.ok(Object.values(withdrawn?.purposes ?? { none: true }).every((said) => !said));
  await until('nothing waits any more', async () => (await kept(visitor)).every(({ dueAt }) => !dueAt));
  assert.equal(receipts().length, 2, 'once each');
  await visitor.close();
});

test('K-19: the owner reads the exact words of a banner and of the settings, by their hash', async () => {
  for (const { width, words, press } of [
    { width: 1280, words: /^Разрешите избранное, видеосвязь и статистику\? .*Вы решаете: /, press: ['accept'] },
    { width: 360, words: /^Разрешите избранное, видеосвязь и обезличенную /, press: ['accept'] },
    {
      ...{ width: 1280, words: /^Необходимое: .*Нидерланды/ },
      press: ['settings', 'kelisim-consent >>> dialog input[name=statistics]', 'save'],
    },
  ]) {
    await stage.forget();
    const visitor = await stage.visitor({ width, height: 720 });
    await visitor.go('/');
    for (const control of press) await visitor.press(control);
    await until('the receipt is kept', async () => (await kept(visitor)).length === 1);
    const [mine] = await kept(visitor);
    await anHourLater(visitor);
    await visitor.go('/');
    await until('it is posted', async () => receipts().length === 1, 40_000);
    const link = await until('the owner finds it', async () => {
      const answer = await fetch(`${stage.collector.url}/v1/receipts/${mine?.receipt.id}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return answer.ok && ((await answer.json()) as { words: string | null });
    });
    assert.match(mine?.words ?? '', words);
    assert.equal(link.words, mine?.words);
    await visitor.close();
  }
});

test('T-28: a page fetches what posts receipts only while one waits', async () => {
  await stage.forget();
  const visitor = await stage.visitor();
  await visitor.go('/');
  await visitor.press('accept');
  await until('the yes is kept', async () => (await kept(visitor)).length === 1);
  const fetched = () => visitor.requests.filter((request) => /\/receipts-[\w-]+\.js$/.test(request.url())).length;
  const views = () => visitor.batches('statistics').length;
  visitor.requests.length = 0;
  await anHourLater(visitor);
  await visitor.go('/doctors');
  await until('it is posted', async () => receipts().length === 1, 40_000);
  await until('and known as posted', async () => (await kept(visitor))[0]?.dueAt === undefined);
  assert.equal(fetched(), 1);
  visitor.requests.length = 0;
  await visitor.go('/policy');
  await until('the page is measured', async () => views() > 0);
  // Not by the browser's own count of requests: what the left page sent last is never seen to end.
  await until('and nothing more is asked for', async () => {
    const before = visitor.requests.length;
    await new Promise((later) => setTimeout(later, 1500));
    return visitor.requests.length === before;
  });
  assert.equal(fetched(), 0);
  await visitor.close();
});
