import assert from 'node:assert/strict';
import { batch, firstEver, type openCollector, receipt, view } from './open-collector.ts';

type Collector = Awaited<ReturnType<typeof openCollector>>;

/** So many new browsers, each with a view, an event, a search and a receipt. */
export async function sendVisits({ post }: Collector, browsers: number, at: number, path = '/doctors'): Promise<void> {
  const visit = async () => {
    const events = [
      view({ path, entry: { path, referrer: 'www.google.com' }, first: firstEver(at) }),
      { kind: 'leave', ageMinutes: 0, path, new: 'day', engagedSeconds: 30, scroll: 75 },
      { kind: 'vital', ageMinutes: 0, path, new: 'period', newName: 'period', name: 'LCP', value: 1830 },
      { kind: 'event', ageMinutes: 0, name: 'call', new: 'period', props: { place: 'header' } },
    ];
    const search = { kind: 'search', ageMinutes: 0, words: 'кардиолог', results: 'some' };
    const answers = await Promise.all([
      post('v1/batches', batch({ events })),
      post('v1/batches', batch({ purpose: 'search', events: [search] })),
      post('v1/receipts', receipt()),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [204, 204, 201],
    );
  };
  await Promise.all(Array.from({ length: browsers }, visit));
}
