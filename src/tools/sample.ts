import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createAnonymise } from '../collector/anonymise.ts';
import { openLedger } from '../collector/ledger.ts';
import { type SampleNote, sampleFolder, sampleSite } from '../collector/sample-site.ts';
import { dayOf, formatDay, hourOf } from '../wire/calendar.ts';
import { CannotRun, type Command } from './command.ts';
import { lockHere } from './lock-here.ts';
import { sampleDeclared, sampleRoutes } from './sample-clinic.ts';
import { createTraffic, type Sent } from './sample-traffic.ts';
import { settingsHere } from './settings-here.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Releases a day, at these hours; hourly ones would show no more and take five times as long. */
const releaseHours = [11, 16, 21, 28];

export const sample: Command = {
  name: 'sample',
  summary: 'four weeks of made-up traffic beside the data, to see a full page',
  help: `kelisim sample [--data FOLDER] [--days 28] [--visits 450] [--seed 1] [--json]

Fills {data}/sample with made-up traffic, by the collector's own code with a clock that runs fast. The
collector shows it as the site "sample", marked wherever it is shown, and never mixes it with real data.
An older sample is replaced. To remove it, remove the folder. Restart a running collector to see it.

  --data FOLDER   the data folder; default: KELISIM_DATA
  --visits N      visits on a usual day

Exit codes: 0 made, 2 could not run.`,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        days: { type: 'string', default: '28' },
        visits: { type: 'string', default: '450' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
      },
    });
    const settings = settingsHere(io);
    const data = values.data === undefined ? settings.data : resolve(io.folder, values.data);
    const days = wholeNumber('--days', values.days, 1, 120);
    const visits = wholeNumber('--visits', values.visits, 1, 20_000);
    const seed = wholeNumber('--seed', values.seed, 0, 4_294_967_295);
    const zone = Object.values(settings.sites)[0]?.zone ?? 'Asia/Almaty';
    const folder = sampleFolder(data);
    await mkdir(data, { recursive: true, mode: 0o700 });
    const unlock = await lockHere(data);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });

    const now = Date.now();
    const today = dayOf(now, zone);
    // The last made-up day is yesterday, and it is closed: 04:00 of today in the zone, made-up or not yet come.
    const note: SampleNote = {
      zone,
      routes: sampleRoutes,
      declared: sampleDeclared,
      until: midnight(today, now, zone) + 4 * hourMs + 60_000,
    };
    const site = sampleSite(note);
    let clock = note.until;
    const ledger = await openLedger({
      folder,
      sites: { [site.name]: { zone, declared: site.declared } },
      k: settings.k,
      searchK: settings.searchK,
      searchDays: settings.searchDays,
      releaseSeconds: 3600,
      runFolder: null,
      now: () => clock,
      timer: false,
    });
    const anonymise = createAnonymise(site);
    const traffic = createTraffic(seed);
    let batches = 0;
    const accept = (sent: readonly Sent[]) =>
      Promise.all(
        sent.flatMap(({ at, userAgent, batch, consents }) => {
          clock = Math.max(clock, at);
          const describes = { userAgent, brands: '', mobile: '', platform: '' };
          const admitted = anonymise(batch, { describes, bucket: null }, at);
          if (consents.length === 0) return [ledger.accept(admitted)];
          const said = {
            id: randomBytes(17).toString('base64url').slice(0, 22),
            site: site.name,
            day: admitted.day,
            consents,
          };
          return [ledger.accept(admitted), ledger.acceptReceipt(said)];
        }),
      );
    for (let day = today - days; day < today; day++) {
      const startsAt = midnight(day, now, zone);
      clock = startsAt + 4 * hourMs;
      const sent = traffic({ site: site.name, day, startsAt, visits });
      batches += sent.length;
      ledger.countQuality(site.name, 'bot', Math.round(visits / 8));
      ledger.countQuality(site.name, 'spam', Math.round(visits / 200));
      let done = 0;
      for (const hour of releaseHours) {
        const until = startsAt + hour * hourMs;
        const next = sent.findIndex(({ at }, index) => index >= done && at >= until);
        const upTo = next < 0 ? sent.length : next;
        await accept(sent.slice(done, upTo));
        done = upTo;
        clock = until + 30_000;
        await ledger.release();
      }
      if (!values.json && io.terminal) io.err(`kelisim: ${formatDay(day)} is made`);
    }
    await ledger.close();
    await writeFile(join(folder, 'sample.json'), `${JSON.stringify(note)}\n`);
    await unlock();
    io.out(
      values.json
        ? JSON.stringify({ folder, days, batches })
        : `${days} days of made-up traffic (${batches} batches) are in ${folder}; the analyst's page shows them as the site "sample".`,
    );
    return 0;
  },
};

/** The instant at which a day begins in `zone`; a zone's offset is taken from now, near enough for made-up hours. */
function midnight(day: number, now: number, zone: string): number {
  const offsetHours =
    (dayOf(now, zone) - Math.floor(now / dayMs)) * 24 + hourOf(now, zone) - new Date(now).getUTCHours();
  return day * dayMs - offsetHours * hourMs;
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most)
    throw new CannotRun(`${name} is a whole number from ${least} to ${most}`);
  return number;
}
