import { expect } from 'chai';
import { clear, createStore } from 'idb-keyval';
import type { Kept, Visit, Waiting } from '../../src/telemetry/kept.ts';
import { createShelf } from '../../src/telemetry/shelf.ts';
import { openTab } from './tab.ts';
import { until } from './until.ts';
import { collectorInMemory } from './world.ts';

const visitOf = (at: number, nth = 1): Visit => ({ nth, path: '/', entry: { path: '/' }, at, goals: [], steps: {} });
const waitingOf = (id: string): Waiting => ({
  dueAt: 0,
  heldUntil: 0,
  head: { v: 1, id, site: 'example.kz', purpose: 'statistics', policy: '1' },
  events: [],
});
const look = (kept: Kept) => JSON.parse(JSON.stringify(kept)) as Kept;

suite('the note of a page that closes', () => {
  setup(() => clear(createStore('shelf', 'keyval')));

  /** A tab that has viewed a page at the instant `at`, and reaches a goal as it closes. */
  async function close(at: number) {
    const shelf = createShelf('shelf');
    await shelf.change('statistics', (kept) => void Object.assign(kept, { visit: visitOf(at) }));
    const seen = shelf.lastSeen('statistics');
    seen.visit?.goals.push('booking');
    seen.made[7] = 20_779;
    return { shelf, leave: () => shelf.note('statistics', [waitingOf('a')]) };
  }

  test('T-29: a goal reached in the last seconds is remembered by the visit: the next page does not reach it again', async () => {
    const { leave } = await close(1000);
    leave();
    const next = await createShelf('shelf').change('statistics', look);
    expect(next.visit?.goals).to.deep.equal(['booking']);
    expect(next.made).to.deep.equal({ 7: 20_779 });
    expect(next.outbox.map(({ head }) => head.id)).to.deep.equal(['a']);
  });

  test('T-12: where another tab has gone on with the visit, its place in it stays', async () => {
    const { leave } = await close(1000);
    await createShelf('shelf').change('statistics', (kept) => void Object.assign(kept, { visit: visitOf(2000, 2) }));
    leave();
    const next = await createShelf('shelf').change('statistics', look);
    expect([next.visit?.nth, next.visit?.at]).to.deep.equal([2, 2000]);
  });

  test('T-25: what another tab has dropped since the page looked stays counted', async () => {
    const collector = collectorInMemory();
    const { outbox, view } = openTab(createShelf('shelf'), collector.post, Date.now);
    const kept = () => createShelf('shelf').change('statistics', look);
    view('/');
    await until(async () => (await kept()).sent.split('\n').length > 1);
    await createShelf('shelf').change('statistics', (kept) => void Object.assign(kept, { dropped: { rejected: 2 } }));
    outbox.record(() => [{ kind: 'leave', path: '/', engagedSeconds: 1, scroll: 0 }]);
    outbox.hide();
    await until(async () => (await kept()).sent.split('\n').length > 2);
    expect((await kept()).dropped).to.deep.equal({ rejected: 2 });
  });

  test('T-24: a change that was under way as the note was left knows already what it counted', async () => {
    const { shelf, leave } = await close(1000);
    const before = shelf.change('statistics', look);
    leave();
    expect((await before).visit?.goals).to.deep.equal(['booking']);
    const after = await shelf.change('statistics', look);
    expect(after.outbox.length).to.equal(1);
  });

  test('T-24: a note that lies alone, of a page that never saw the storage, is taken up once', async () => {
    createShelf('shelf').note('statistics', [waitingOf('alone')]);
    for (const _ of [1, 2]) {
      const { outbox } = await createShelf('shelf').change('statistics', look);
      expect(outbox.map(({ head }) => head.id)).to.deep.equal(['alone']);
    }
  });

  test('T-22: what had arrived is said in the note, once, and no longer by the page that left it', async () => {
    const { shelf, leave } = await close(1000);
    await shelf.change('statistics', ({ outbox }) => void outbox.push(waitingOf('sent')));
    shelf.lastSeen('statistics').arrived.push(waitingOf('sent'));
    leave();
    const takeArrived = (kept: Kept) => kept.arrived.splice(0).map(({ head }) => head.id);
    expect(await createShelf('shelf').change('statistics', takeArrived)).to.deep.equal(['sent']);
    for (const one of [shelf, createShelf('shelf')])
      expect(await one.change('statistics', takeArrived)).to.deep.equal([]);
  });

  test('T-28: the first step tells what lies here besides, and later looks see what has come since', async () => {
    const shelf = createShelf('shelf');
    await shelf.change('statistics', look);
    await shelf.change('search', look);
    expect(await shelf.look()).to.equal('', 'as it was before this page');
    expect(await shelf.look()).to.equal('telemetry:search,telemetry:statistics');
  });

  test('T-03: what was erased does not come back with the note', async () => {
    const { shelf, leave } = await close(1000);
    leave();
    shelf.erase('statistics');
    const next = await shelf.change('statistics', look);
    expect([next.visit, next.made, next.outbox]).to.deep.equal([undefined, {}, []]);
  });
});
