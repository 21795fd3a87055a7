import { loadavg } from 'node:os';
import puppeteer from 'puppeteer-core';
import { launchOptions } from '../../support/engines/launch-options.js';
import { startCollector } from '../../support/stage.ts';
import { openDoor } from './door.ts';
import { peers } from './peers.ts';
import { type Visit, visit } from './visit.ts';

/**
 * Measures Kelisim's telemetry beside its peers, interleaved, against the built files and a real collector, and prints
 * the medians as a table. What a page does by itself is taken off, round by round.
 *
 * Run it by `npm run bench:telemetry`; `ROUNDS` (9) says how often. `PEERS` names some of the peers, for a look.
 */
const rounds = Number(process.env.ROUNDS ?? 9);
const chosen = peers.filter(({ name }) => name === 'nothing' || (process.env.PEERS ?? name).includes(name));

const collector = await startCollector({ KELISIM_RELEASE_SECONDS: '3600', KELISIM_SEARCH_DAYS: '2' });
const door = await openDoor(collector.url);
const browser = await puppeteer.launch(await launchOptions('chromium'));
const visits = new Map<string, Visit[]>(chosen.map(({ name }) => [name, []]));
try {
  for (let round = 0; round < rounds; round++) {
    for (const peer of chosen) visits.get(peer.name)?.push(await visit(browser, door, peer));
    process.stderr.write(`round ${round + 1} of ${rounds}, load ${loadavg()[0]?.toFixed(1)}\n`);
  }
} finally {
  await browser.close();
  door.close();
  await collector.stop();
}

const middle = (numbers: readonly number[]) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
const all = (name: string, of: keyof Visit) => (visits.get(name) ?? []).map((one) => one[of]);
const median = (name: string, of: keyof Visit) => middle(all(name, of));
/** What a peer adds to the page, or to `base`, as the middle of the rounds' differences. */
const added = (name: string, of: keyof Visit, base = 'nothing') => {
  const without = all(base, of);
  return middle(all(name, of).map((value, round) => value - (without[round] ?? 0)));
};

console.log('| | bytes | requests a view | with clicks and leaving | script | longest task | long tasks | INP |');
console.log('|---|---|---|---|---|---|---|---|');
for (const { name } of chosen) {
  const inp = `${median(name, 'inp')} ms`;
  const cells =
    name === 'nothing'
      ? ['–', '–', '–', '–', '–', '–', inp]
      : [
          `${(median(name, 'bytes') / 1000).toFixed(1)} KB`,
          `${median(name, 'posts')}, ${median(name, 'postBytes')} B`,
          `${median(name, 'allPosts')}`,
          `${added(name, 'script').toFixed(0)} ms`,
          `${median(name, 'longest').toFixed(0)} ms`,
          `${median(name, 'longTasks')}`,
          `${inp} (${added(name, 'inp') < 0 ? '−' : '+'}${Math.abs(added(name, 'inp'))})`,
        ];
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}
const [consent, both] = ['kelisim without telemetry', 'plausible and web-vitals'];
if ([consent, both].every((name) => visits.get(name)))
  console.log(
    `\nkelisim's telemetry beside its consent: ${added('kelisim', 'script', consent).toFixed(0)} ms of script; ${both}: ${added(both, 'script').toFixed(0)} ms`,
  );
