import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import puppeteer from 'puppeteer-core';
import { launchOptions } from '../../support/engines/launch-options.js';
import { serveBench } from './page.ts';
import { bytesOf, peers, versionOf } from './peers.ts';
import { type Visit, visit } from './visit.ts';

/**
 * Measures Kelisim beside its peers, interleaved, each visit with an empty cache, and prints the medians as a table.
 *
 * Run it by `npm run bench:widget`; `ROUNDS` (15) says how often. `PEERS` names some of them, for a look
 * (`PEERS=kelisim,orejime`). `KEEP` names a file of earlier rounds, which these are added to: a machine that others use
 * too can be measured in parts.
 */
const rounds = Number(process.env.ROUNDS ?? 15);
const named = process.env.PEERS?.split(',') ?? peers.map(({ name }) => name);
const chosen = peers.filter(({ name }) => name === 'nothing' || named.includes(name));
const keep = process.env.KEEP;
const kept: readonly Round[] = keep && existsSync(keep) ? JSON.parse(readFileSync(keep, 'utf8')) : [];

/** One visit of each, and how busy the machine was before. */
interface Round {
  readonly load: number;
  readonly visits: Readonly<Record<string, Visit>>;
}

const { url, server } = await serveBench();
const browser = await puppeteer.launch(await launchOptions('chromium'));
const engine = await browser.version();
const all = [...kept];
try {
  for (let round = 0; round < rounds; round++) {
    const load = loadavg()[0] as number;
    const visits: Record<string, Visit> = {};
    for (const peer of chosen)
      visits[peer.name] = await visit(browser, `${url}/page/${encodeURIComponent(peer.name)}`, peer);
    all.push({ load, visits });
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
    if (keep) writeFileSync(keep, JSON.stringify(all));
  }
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
}

const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
const median = (name: string, of: keyof Visit): number | null =>
  middle(all.map(({ visits }) => visits[name]?.[of] ?? null).filter((value) => value !== null));
/** What a peer adds to a page without it. */
const added = (name: string, of: keyof Visit) => {
  const [with_, without] = [median(name, of), median('nothing', of)];
  return with_ === null || without === null ? null : with_ - without;
};
const say = (value: number | null, unit: string, digits = 0) =>
  value === null ? '–' : `${value.toFixed(digits).replace(/^-(?=[0.]+$)/, '')}${unit}`;
const inThousands = (value: number | null) => value && value / 1000;

console.log(
  '| | to ask | in all | accept usable | first paint later | script | ScriptDuration | tasks | CLS | INP | heap |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|---|');
for (const peer of chosen) {
  const { name } = peer;
  if (name === 'nothing') continue;
  const interaction = median(name, 'interaction');
  const cells = [
    peer.accept && peer.files[0] ? say(bytesOf(peer) / 1000, ' KB', 1) : '–',
    say(inThousands(median(name, 'fetchedBytes')), ' KB', 1),
    say(inThousands(median(name, 'usable')), ' s', 2),
    say(inThousands(added(name, 'paint')), ' s', 2),
    say(added(name, 'script'), ' ms'),
    say(added(name, 'scriptDuration'), ' ms'),
    say(added(name, 'task'), ' ms'),
    say(median(name, 'shift'), '', 3),
    interaction === 0 ? 'under 16 ms' : say(interaction, ' ms'),
    say(added(name, 'heapKilobytes'), ' KB'),
  ];
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}

const loads = all.map(({ load }) => load);
const busy = [Math.min(...loads), middle(loads), Math.max(...loads)].map((load) => load?.toFixed(1)).join(', ');
const versions = chosen.flatMap((peer) => (peer.files[0] ? versionOf(peer) : []));
const often = chosen.flatMap(({ name }) => ((median(name, 'presses') ?? 1) > 1 ? name : []));
const ground = (['paint', 'script', 'task'] as const).map((of) => `${of} ${say(median('nothing', of), ' ms')}`);
console.log(`
${all.length} rounds, medians; times, tasks and heap without those of a page that has none of it: ${ground.join(', ')}.
${[engine, `Node ${process.version}`, ...versions].join(', ')}.
${new Date().toISOString()}, ${cpus().length} × ${cpus()[0]?.model.trim()}; load before a round (least, median, most): ${busy}.
Believed only at a second press on accept: ${often.join(', ') || 'nobody'}.`);
