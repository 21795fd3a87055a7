import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Report, ReportName } from '../../../src/wire/report.ts';
import { batch, firstEver, openCollector, receipt, view } from './open-collector.ts';

/** Sunday 22 November 2026, 14:00 in Almaty. */
export const at = Date.parse('2026-11-22T09:00:00Z');
export const day = 'from=2026-11-22&to=2026-11-22';

interface Busy {
  readonly browsers?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Browsers that do all there is to do, each the same, and one robot; released once. By default sixty: enough for every
 * report to list something, searches too.
 */
export async function busyCollector(t: TestContext, { browsers = 60, environment = {} }: Busy = {}) {
  const clock = { at };
  const opened = await openCollector(t, environment, clock);
  const { post, ledger } = opened;
  const campaign = { source: 'news', medium: 'mail', name: 'spring' };
  const entry = { path: '/', referrer: 'www.google.com', campaign };
  // All at once: the log syncs what arrives together together.
  const sent: Promise<void>[] = [];
  const send = (path: string, body: unknown, headers = {}) =>
    sent.push(
      post(path, body, headers).then(async (got) => assert.ok(got.ok, `${path}: ${got.ok || (await got.text())}`)),
    );
  for (let browser = 0; browser < browsers; browser++) {
    send(
      'v1/batches',
      batch({
        events: [
          view({ path: '/', entry, first: firstEver(at) }),
          { kind: 'leave', ageMinutes: 0, path: '/', new: 'period', engagedSeconds: 20, scroll: 50 },
          view({ path: '/doctors', nth: 2, from: '/', entry }),
          { kind: 'vital', ageMinutes: 0, path: '/', new: 'period', newName: 'period', name: 'LCP', value: 1800 },
          { kind: 'event', ageMinutes: 0, name: 'call', new: 'period', props: { place: 'header', size: 'large' } },
          { kind: 'goal', ageMinutes: 0, name: 'booking', new: 'period', entry },
          { kind: 'step', ageMinutes: 0, funnel: 'booking', step: 1, new: 'period' },
        ],
      }),
    );
    const alone = (purpose: string, event: object) => send('v1/batches', batch({ purpose, events: [event] }));
    alone('search', { kind: 'search', ageMinutes: 0, words: 'кардиолог', results: 'none' });
    alone('location', { kind: 'place', ageMinutes: 0, name: 'Алматы' });
    send('v1/receipts', receipt());
  }
  send('v1/batches', batch(), { 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' });
  await Promise.all(sent);
  clock.at += 5000;
  await ledger.release();
  const ask = (name: string, query = '') => opened.get(`v1/reports/${name}?site=clinic.kz&${day}${query}`);
  const rows = async (name: ReportName, query = '') => {
    const answer = await ask(name, query);
    assert.equal(answer.status, 200, `${name}?${query}: ${answer.status}`);
    return ((await answer.json()) as Report).rows as readonly Readonly<Record<string, unknown>>[];
  };
  return { ...opened, ask, rows, clock };
}
