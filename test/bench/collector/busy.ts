import { formatDay } from '../../../src/wire/calendar.ts';
import { batchesOf } from './posts.ts';
import { post, serveCollector, token } from './serving.ts';
import { days, firstDay } from './year.ts';

const seconds = 60;

export interface Busy {
  readonly answered: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  readonly reports: number;
}

/**
 * Posts at a steady rate to a collector with a year of data, while it releases every 15 seconds (each also closing a day,
 * which is more than an hour's release does) and is asked for a year's reports without a pause, each over other days.
 */
export async function answerWhileBusy(
  cli: string,
  folder: string,
  perSecond: number,
  flags: readonly string[] = [],
): Promise<Busy> {
  const collector = await serveCollector(cli, folder, { KELISIM_RELEASE_SECONDS: '15' }, flags);
  try {
    const batches = batchesOf(2000, 10);
    const posting = post({
      ...{ port: collector.port, connections: 64, seconds, perSecond },
      bodies: batches.map(({ batch }) => JSON.stringify(batch)),
      userAgents: batches.map(({ userAgent }) => userAgent),
    });
    let isOver = false;
    let reports = 0;
    const reading = (async () => {
      for (; !isOver; reports += 1)
        for (const name of ['pages', 'views', 'flows']) {
          // Over other days each time: an answer that was given before is remembered until the next release.
          const range = `from=${formatDay(firstDay + (reports % 200))}&to=${formatDay(firstDay + days)}`;
          const address = `http://127.0.0.1:${collector.port}/v1/reports/${name}?site=clinic.kz&${range}`;
          const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
          if (response.status !== 200) throw new Error(`${name} was answered with ${response.status}`);
          await response.arrayBuffer();
        }
    })();
    const { answered, failed, p50, p99, longest } = await posting;
    isOver = true;
    await reading;
    if (failed > 0) throw new Error(`${failed} posts were not answered by 204`);
    return { answered, p50, p99, longest, reports };
  } finally {
    await collector.stop();
  }
}
