import { expect } from 'chai';
import { clear, createStore } from 'idb-keyval';
import { createShelf } from '../../src/telemetry/shelf.ts';
import { createTelemetry, type Telemetry } from '../../src/telemetry/telemetry.ts';
import { loadWithoutVitals } from './load.ts';
import { keepShown, leavePage } from './shown.ts';
import { until } from './until.ts';
import { collectorInMemory, configOf, consentTo } from './world.ts';

/** Puts a form on the page and submits it as the page’s own script would handle it. */
function submit(html: string, words: string) {
  document.body.insertAdjacentHTML('beforeend', html);
  const form = document.body.lastElementChild as HTMLFormElement;
  const input = form.querySelector('input') as HTMLInputElement;
  input.value = words;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.requestSubmit();
  form.remove();
}

suite('searches', () => {
  const collector = collectorInMemory();
  const consent = consentTo('search');
  const searches = () =>
    collector.events().map((event) => (event.kind === 'search' ? `${event.words}: ${event.results}` : event.kind));
  let telemetry: Telemetry;

  suiteSetup(async () => {
    keepShown();
    await clear(createStore('searches', 'keyval'));
    telemetry = createTelemetry({
      config: configOf({ search: { params: ['find'] } }),
      consent,
      load: loadWithoutVitals,
      post: collector.post,
      shelf: createShelf('searches'),
    });
    // Reported words are stored at once: then the chunk is there.
    (await telemetry('search'))?.search('первое', { results: 1 });
    await until(() => {
      leavePage();
      return searches().length === 1;
    });
  });
  suiteTeardown(() => consent.grant());

  test('T-18: words reported by the owner, with their results', () => {
    expect(searches()).to.deep.equal(['первое: some']);
  });

  test('T-18: words from the address, of a parameter in any case, once they have settled', async () => {
    history.pushState({}, '', '/doctors?Q=кар');
    history.replaceState({}, '', '/doctors?Q=карди');
    history.replaceState({}, '', '/doctors?Q=кардиолог%2087011234567');
    leavePage();
    await until(() => searches().length === 2);
    expect(searches()[1]).to.equal('кардиолог [phone]: unknown');
    history.pushState({}, '', '/doctors?Q=кардиолог%2087011234567&page=2');
    leavePage();
    history.pushState({}, '', '/#/results?find=узи');
    document.body.insertAdjacentHTML('beforeend', '<p data-kelisim-results="0"></p>');
    leavePage();
    document.body.lastElementChild?.remove();
    await until(() => searches().length === 3);
    expect(searches()[2]).to.equal('узи: none');
    history.replaceState({}, '', '/');
  });

  test('T-18: words from a search form that the page handles itself', async () => {
    submit('<form role="search"><input name="words"></form>', 'Хирург');
    leavePage();
    await until(() => searches().length === 4);
    submit('<form data-kelisim-search><input type="text" name="q"></form>', 'ЛОР');
    leavePage();
    await until(() => searches().length === 5);
    submit('<form><input type="search" name="x"></form>', 'узи');
    submit('<form><input type="search" name="x"></form>', 'рентген');
    leavePage();
    await until(() => searches().length === 6);
    expect(searches().slice(3)).to.deep.equal(['хирург: unknown', 'лор: unknown', 'рентген: unknown']);
  });

  test('T-18: never from other fields and other forms', async () => {
    submit('<form><input name="name"></form>', 'Айгүл Оспанова');
    submit('<form role="search"><input type="password"></form>', 'секрет');
    submit('<form role="search"><input autocomplete="one-time-code"></form>', '1234');
    submit('<form role="search"><input autocomplete="cc-number"></form>', '4111');
    submit('<form role="search"><input type="tel"></form>', '1414');
    leavePage();
    (await telemetry('search'))?.search('последнее');
    await until(() => {
      leavePage();
      return searches().length === 7;
    });
    expect(searches()[6]).to.equal('последнее: unknown');
  });

  test('T-20: each search is alone in its batch, without surroundings, and at most ten a day', async () => {
    for (const words of ['а1', 'а2', 'а3', 'а4', 'а5']) (await telemetry('search'))?.search(words);
    await until(() => {
      leavePage();
      return searches().length === 10;
    });
    leavePage();
    await new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve));
    expect(searches().length).to.equal(10);
    for (const batch of collector.batches) {
      expect(batch.purpose).to.equal('search');
      expect(batch.events.length).to.equal(1);
      expect(batch).not.to.have.property('env');
    }
  });

  test('T-20: the note of a tab that closes late puts no older count of the day back', async () => {
    await clear(createStore('two', 'keyval'));
    const shelves = [createShelf('two'), createShelf('two')] as const;
    const reported = collectorInMemory();
    const [early, late] = shelves.map((shelf) => {
      const world = { config: configOf({}), consent, load: loadWithoutVitals, post: reported.post, shelf };
      return createTelemetry(world);
    }) as [Telemetry, Telemetry];
    const arrived = (many: number) =>
      until(() => {
        leavePage();
        return reported.events().length >= many;
      });
    (await early('search'))?.search('б0');
    await arrived(1);
    for (let i = 1; i < 9; i++) (await late('search'))?.search(`б${i}`);
    await arrived(9);
    const [batch] = reported.batches;
    const { events, ...head } = batch as NonNullable<typeof batch>;
    shelves[0].note('search', [{ dueAt: Date.now(), heldUntil: 0, head: { ...head, id: 'note' }, events: [] }]);
    for (const words of ['б9', 'б10', 'б11']) (await late('search'))?.search(words);
    await arrived(10);
    leavePage();
    await new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve));
    expect(events.length).to.equal(1);
    expect(reported.events().length).to.equal(10);
  });

  test('T-20: words of an earlier day of the period are not reported again, and are none of today’s ten', async () => {
    await clear(createStore('period', 'keyval'));
    const reported = collectorInMemory();
    let now = Date.parse('2026-11-23T10:00:00+05:00');
    const real = Date.now;
    Date.now = () => now;
    const world = { config: configOf({}), consent, load: loadWithoutVitals, post: reported.post };
    const period = createTelemetry({ ...world, shelf: createShelf('period') });
    Date.now = real;
    const words = () => reported.events().flatMap((event) => (event.kind === 'search' ? [event.words] : []));
    const search = async (typed: readonly string[], many: number) => {
      for (const one of typed) (await period('search'))?.search(one);
      await until(() => {
        leavePage();
        return words().length >= many;
      });
    };
    const first = Array.from('абвгдежзик', (letter) => `день ${letter}`);
    await search(first, 10);
    now += 864e5;
    const second = Array.from('лмнопрстуф', (letter) => `день ${letter}`);
    await search([...first, ...second, 'одиннадцатое'], 20);
    expect(words()).to.deep.equal([...first, ...second]);
    now += 28 * 864e5;
    await search(['день а'], 21);
    expect(words()[20]).to.equal('день а', 'a new period');
  });

  test('T-20: a search waits one minute to ten, each another while', async () => {
    await clear(createStore('due', 'keyval'));
    const world = { config: configOf({}), consent, load: loadWithoutVitals, post: collectorInMemory().post };
    const due = createTelemetry({ ...world, shelf: createShelf('due') });
    const from = Date.now();
    for (const letter of 'абвгдежз') (await due('search'))?.search(`срок ${letter}`);
    const read = () => createShelf('due').change('search', ({ outbox }) => outbox.map(({ dueAt }) => dueAt - from));
    await until(async () => (await read()).length === 8);
    const waits = await read();
    for (const ms of waits) expect(ms).to.be.within(60_000, 600_000 + Date.now() - from);
    expect(new Set(waits).size).to.be.above(4);
  });

  test('T-02: nothing typed while search is refused is kept for later', async () => {
    consent.grant('statistics');
    submit('<form role="search"><input></form>', 'отказано');
    (await telemetry('search'))?.search('отказано тоже');
    consent.grant('search');
    leavePage();
    (await telemetry('search'))?.search('разрешено');
    await until(() => {
      leavePage();
      return searches().includes('разрешено: unknown');
    });
    expect(searches().join()).not.to.contain('отказано');
  });
});
