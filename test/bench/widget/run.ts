import puppeteer from 'puppeteer-core';
import { launchOptions } from '../../support/engines/launch-options.js';
import { serveBench } from './page.ts';
import { bytesOf, peers } from './peers.ts';
import { type Visit, visit } from './visit.ts';

/**
 * Measures Kelisim beside its peers, interleaved, each visit with an empty cache, and prints the medians as a table.
 *
 * Run it by `npm run bench:widget`; `ROUNDS` (15) says how often. `KELISIM_BENCH` names some of the peers, for a look.
 */
const rounds = Number(process.env.ROUNDS ?? 15);
const chosen = peers.filter(({ name }) => !process.env.KELISIM_BENCH || process.env.KELISIM_BENCH.includes(name));

const { url, server } = await serveBench();
const browser = await puppeteer.launch(await launchOptions('chromium'));
const visits = new Map<string, Visit[]>(chosen.map(({ name }) => [name, []]));
try {
  for (let round = 0; round < rounds; round++) {
    for (const peer of chosen)
      visits.get(peer.name)?.push(await visit(browser, `${url}/page/${encodeURIComponent(peer.name)}`, peer));
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
  }
} finally {
  await browser.close();
  server.close();
}

const median = (name: string, of: keyof Visit): number | null => {
  const all = (visits.get(name) ?? []).map((one) => one[of]).filter((value) => value !== null);
  const sorted = all.sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
};
/** What a peer adds to a page without it. */
const added = (name: string, of: keyof Visit) => {
  const [with_, without] = [median(name, of), median('nothing', of)];
  return with_ === null || without === null ? null : with_ - without;
};
const say = (value: number | null, digits = 0) => (value === null ? '–' : value.toFixed(digits));
const seconds = (value: number | null) => (value === null ? '–' : (value / 1000).toFixed(2));

/** Chrome tells interactions of 16 ms and more. */
const interactionOf = (name: string) => {
  const value = median(name, 'interaction');
  return value === 0 ? 'under 16 ms' : `${say(value)} ms`;
};

console.log('| | bytes | accept usable | first paint later by | script | tasks | CLS | INP of accept | heap |');
console.log('|---|---|---|---|---|---|---|---|---|');
for (const { name, ...peer } of chosen) {
  if (name === 'nothing') continue;
  const cells = [
    `${(bytesOf({ name, ...peer }) / 1000).toFixed(1)} KB`,
    `${seconds(median(name, 'usable'))} s`,
    `${seconds(added(name, 'paint'))} s`,
    `${say(added(name, 'script'))} ms`,
    `${say(added(name, 'task'))} ms`,
    say(median(name, 'shift'), 3),
    interactionOf(name),
    `${say(added(name, 'heapKilobytes'))} KB`,
  ];
  console.log(`| ${name} | ${cells.map((cell) => (cell.startsWith('–') ? '–' : cell)).join(' | ')} |`);
}
