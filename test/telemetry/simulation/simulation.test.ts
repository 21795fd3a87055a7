import assert from 'node:assert/strict';
import { after, before, mock, test } from 'node:test';
import { live } from './browser.ts';
import { drawLife, type Life, type Trouble } from './lives.ts';
import { createRandom, keepCalendars } from './seeded.ts';
import { countRecording, countSent, type Sums, totals } from './sums.ts';

/** How many browsers live two months each: so many that whatever one in thousands does has happened. */
const browsers = Number(process.env.SIMULATED_VISITORS ?? 20_000);
/** Enough where it is told by how much they are off. */
const some = Math.ceil(browsers / 5);

let restore = () => {};
before(() => {
  restore = keepCalendars();
  // Nobody waits for a second try: who comes back online, or opens the site again, posts what lies there.
  mock.timers.enable({ apis: ['setTimeout'] });
});
after(() => {
  restore();
  mock.timers.reset();
});

async function simulate(count: number, seed: number, trouble: Trouble) {
  const random = createRandom(seed);
  const lives: Life[] = [];
  const sent: (Awaited<ReturnType<typeof live>> & { zone: string })[] = [];
  for (let browser = 0; browser < count; browser++) {
    const life = drawLife(random, trouble);
    lives.push(life);
    sent.push({ zone: life.zone, ...(await live(life)) });
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout'] });
  }
  const recorded = countRecording(lives);
  return { counted: countSent(sent), recorded, dropped: sent.reduce((sum, { dropped }) => sum + dropped, 0) };
}

const sorted = (sums: Sums) => Object.fromEntries(Object.entries(sums).sort());
const only = (sums: Sums, kinds: RegExp) =>
  sorted(Object.fromEntries(Object.entries(sums).filter(([name]) => kinds.test(name))));
const say = (sums: Sums) =>
  Object.entries(sums)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ');
/** By how many per cent each sum is off. */
const errors = (counted: Sums, recorded: Sums) =>
  Object.fromEntries(
    Object.entries(totals(recorded)).map(([name, number]) => [
      name,
      Math.round(((totals(counted)[name] ?? 0) / number - 1) * 1000) / 10,
    ]),
  );

test(`T-11 T-12 T-13: ${browsers} browsers that keep their storage are counted exactly as a full recording counts them`, async (t) => {
  const { counted, recorded, dropped } = await simulate(browsers, 20261116, {});
  t.diagnostic(say(totals(recorded)));
  assert.ok((totals(recorded).view ?? 0) > browsers * 10);
  assert.equal(dropped, 0);
  assert.deepEqual(sorted(counted), sorted(recorded));
});

for (const [whose, trouble] of [
  ['that Safari empties after seven days without a visit', { keepsDays: 7 }],
  ['emptied before one visit in five', { clears: 0.2 }],
  ['emptied before every visit, as in private windows', { clears: 1 }],
] as const)
  test(`T-12: storage ${whose}: visits and roads are exact, returning visitors are too many, and it is said by how much`, async (t) => {
    const { counted, recorded } = await simulate(some, 20260302, trouble);
    const roads = /^(?:view|visit|entry|bounce|exit|flow) /;
    assert.deepEqual(only(counted, roads), only(recorded, roads));
    t.diagnostic(`off by per cent: ${say(errors(counted, recorded))}`);
    const people = /^(?:visitor|reader)/;
    for (const [name, number] of Object.entries(only(recorded, people)))
      assert.ok((counted[name] ?? 0) >= number, `${name}: nobody is lost`);
  });

test('T-12: a device whose clock is set while it is used: every view is counted once, and it is said what is off', async (t) => {
  const { counted, recorded, dropped } = await simulate(some, 20260303, { clocks: 0.05 });
  t.diagnostic(`off by per cent: ${say(errors(counted, recorded))}; dropped as too old: ${dropped}`);
  assert.equal((totals(counted).view ?? 0) + dropped, totals(recorded).view, 'what did not arrive is counted');
  for (const [name, number] of Object.entries(counted)) if (/^exit/.test(name)) assert.ok(number >= 0, name);
  const { visit, bounce, entry, flow, view, exit } = totals(counted);
  t.diagnostic(say({ visit, bounce, entry, flow, view, exit } as Sums));
});
