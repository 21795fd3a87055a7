import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Config } from '../../src/consent/config.ts';
import { formatAnswer } from '../../src/consent/jar.ts';
import {
  type Answer,
  acceptable,
  answerable,
  answerWith,
  compareVersions,
  mustAsk as mustAskOf,
  settle,
  stateOf,
} from '../../src/consent/rules.ts';
import type { Signals } from '../../src/consent/signals.ts';
import { answerOf, configOf, dayAfter, meet } from './world.ts';

const today = '2026-11-22';
const yes = answerOf({ granted: ['functional', 'statistics', 'search'] });
const no = answerOf({ refused: ['functional', 'statistics', 'search'] });

const mustAsk = (answer: Answer | null, config: Config, signals: Signals, on: string) =>
  mustAskOf(settle(answer, config, signals, on), config);
const decide = (
  choices: Record<string, boolean>,
  previous: Answer | null = null,
  config: Config = configOf(),
  signals: Signals = {},
  on = today,
) => answerWith(choices, previous, config, signals, on);

test('C-08: accept can grant every purpose but those with a switch or a box of their own', () => {
  const table: readonly [string, boolean][] = [
    ['functional', true],
    ['statistics', true],
    ['search', true],
    ['external', true],
    ['video', true],
    ['location', true],
    ['loyalty', true],
    ['crossborder', false],
    ['crossborder:meet', false],
    ['newsletter', false],
  ];
  for (const [purpose, may] of table) assert.equal(acceptable(purpose), may, purpose);
  const config = configOf({ purposes: ['video', 'crossborder', 'newsletter'].map((id) => ({ id })), services: [meet] });
  assert.deepEqual(mustAsk(null, config, {}, today), ['video'], 'the banner asks for no other');
});

test('a visitor answers each purpose, and each recipient abroad by itself', () => {
  const purposes = ['necessary', 'video', 'crossborder'].map((id) => ({ id }));
  const table: readonly [string, Partial<Config>, string[]][] = [
    ['nobody abroad', {}, ['functional', 'statistics', 'search']],
    ['crossborder without a service', { purposes }, ['video', 'crossborder']],
    ['a service abroad', { purposes, services: [meet] }, ['video', 'crossborder:meet']],
    ['a service at home', { purposes, services: [{ ...meet, country: 'KZ' }] }, ['video', 'crossborder']],
    ['home is elsewhere', { purposes, services: [meet], operator: { country: 'NL' } }, ['video', 'crossborder']],
    ['home is Kazakhstan unless said', { purposes, services: [meet], operator: {} }, ['video', 'crossborder:meet']],
    [
      'consent in writing is not asked here',
      { purposes, services: [{ ...meet, writtenForm: true }] },
      ['video', 'crossborder'],
    ],
    ['not declared and yet needed', { purposes: [{ id: 'video' }], services: [meet] }, ['video', 'crossborder:meet']],
  ];
  for (const [title, more, ids] of table) assert.deepEqual(answerable(configOf(more)), ids, title);
});

test('C-30: versions are ordered as dates, else as dotted numbers', () => {
  const table: readonly [string, string, number][] = [
    ['2026-11-01', '2026-11-01', 0],
    ['2026-11-01', '2026-12-01', -1],
    ['2027-01-01', '2026-12-31', 1],
    ['1.9', '1.10', -1],
    ['2', '10', -1],
    ['1.0', '1.0.1', -1],
    ['3.0', '2.9.9', 1],
  ];
  for (const [a, b, sign] of table) assert.equal(Math.sign(compareVersions(a, b)), sign, `${a} ${b}`);
});

test('C-30: a newer material policy asks again, for what changed; an older one on a cached page never does', () => {
  const all = ['functional', 'statistics', 'search'];
  const table: readonly [string, Config['policy'], string[]][] = [
    ['the same', { url: '/p', version: '2026-11-01' }, []],
    ['newer', { url: '/p', version: '2026-12-01' }, all],
    ['newer, material', { url: '/p', version: '2026-12-01', material: true }, all],
    ['newer, not material', { url: '/p', version: '2026-12-01', material: false }, []],
    ['newer, one purpose changed', { url: '/p', version: '2026-12-01', changed: ['search'] }, ['search']],
    ['newer, nothing of these changed', { url: '/p', version: '2026-12-01', changed: ['video'] }, []],
    ['newer, changed is not material', { url: '/p', version: '2026-12-01', material: false, changed: all }, []],
    ['older', { url: '/p', version: '2026-10-01' }, []],
    ['older, with changes', { url: '/p', version: '2026-10-01', changed: all }, []],
  ];
  for (const [title, policy, asked] of table)
    for (const answer of [yes, no]) {
      const config = configOf({ policy });
      assert.deepEqual(mustAsk(answer, config, {}, today), asked, title);
      const settled = settle(answer, config, {}, today);
      assert.deepEqual(settled?.unasked, asked, `${title}: stopped at once`);
      assert.deepEqual(settled?.granted, ['necessary', ...answer.granted.filter((id) => !asked.includes(id))], title);
    }
});

test('C-30: a change of the cross-border rules asks for every recipient abroad again', () => {
  const config = configOf({
    purposes: [{ id: 'video' }, { id: 'crossborder' }],
    services: [meet, { ...meet, id: 'zoo' }],
    policy: { url: '/p', version: '2026-12-01', changed: ['crossborder'] },
  });
  const answer = answerOf({ granted: ['video', 'crossborder:meet', 'crossborder:zoo'] });
  assert.deepEqual(settle(answer, config, {}, today)?.granted, ['necessary', 'video']);
});

test('C-31: a yes and a no last equally long, 180 days', () => {
  for (const answer of [yes, no])
    for (const [days, asks] of [
      [0, false],
      [1, false],
      [179, false],
      [180, true],
      [400, true],
    ] as const)
      assert.equal(mustAsk(answer, configOf(), {}, dayAfter(days)).length > 0, asks, `day ${days}`);
  assert.equal(mustAsk(no, configOf({ reaskDays: 365 }), {}, dayAfter(364)).length, 0);
  assert.equal(mustAsk(yes, configOf({ reaskDays: 365 }), {}, dayAfter(365)).length, 3);
  assert.deepEqual(settle(yes, configOf(), {}, dayAfter(180))?.granted, ['necessary'], 'an old yes opens nothing');
});

test('C-34: what the browser itself asks is obeyed, and an explicit later yes wins', () => {
  const over = answerOf({ granted: ['statistics'], refused: ['search'], over: ['statistics'] });
  const table: readonly [string, Answer | null, Config['signals'], Signals, string[], string[]][] = [
    ['no signal, silence', null, 'wins', {}, [], ['functional', 'statistics', 'search']],
    ['GPC, silence', null, 'wins', { refuses: true }, [], ['functional']],
    ['GPC after an earlier yes', yes, 'wins', { refuses: true }, ['functional'], []],
    ['GPC after a yes in spite of it', over, 'wins', { refuses: true }, ['statistics'], ['functional']],
    ['GPC switched off again', yes, 'wins', {}, ['functional', 'statistics', 'search'], []],
    [
      'GPC only starts the switches',
      null,
      'defaultsOff',
      { refuses: true },
      [],
      ['functional', 'statistics', 'search'],
    ],
    [
      'GPC only starts the switches, yes',
      yes,
      'defaultsOff',
      { refuses: true },
      ['functional', 'statistics', 'search'],
      [],
    ],
    ['cookies off', null, 'wins', { cookiesOff: true }, [], []],
    ['cookies off after a yes', yes, 'wins', { cookiesOff: true }, [], []],
    ['cookies off, defaultsOff', yes, 'defaultsOff', { cookiesOff: true, refuses: true }, [], []],
  ];
  for (const [title, answer, rule, signals, granted, asked] of table) {
    const config = configOf({ signals: rule });
    assert.deepEqual(
      settle(answer, config, signals, today)?.granted ?? ['necessary'],
      ['necessary', ...granted],
      title,
    );
    assert.deepEqual(mustAsk(answer, config, signals, today), asked, title);
  }
});

test('C-34: the external statistics of others are silenced too; a video is not', () => {
  const config = configOf({ purposes: ['external', 'video', 'location'].map((id) => ({ id })) });
  const answer = answerOf({ granted: ['external', 'video', 'location'] });
  assert.deepEqual(settle(answer, config, { refuses: true }, today)?.granted, ['necessary', 'video', 'location']);
});

test('C-34: a yes in spite of the signal is recorded as such; the signal itself is not turned into a no', () => {
  for (const signals of ['wins', 'defaultsOff'] as const) {
    const config = configOf({ signals });
    const answer = decide({ functional: true, statistics: true }, null, config, { refuses: true });
    assert.deepEqual(answer, answerOf({ granted: ['functional', 'statistics'], over: ['statistics'] }), signals);
  }
  const partial = decide({ functional: true }, null, configOf(), { refuses: true });
  assert.deepEqual([partial.granted, partial.refused], [['functional'], []]);
  assert.equal(stateOf('search', partial, configOf(), {}, today), 'unasked', 'asked once the signal is gone');
});

test('a yes given in spite of the signal survives an answer to another purpose', () => {
  const before = answerOf({ granted: ['statistics'], over: ['statistics'] });
  const after = decide({ functional: false }, before, configOf(), { refuses: true });
  assert.deepEqual([after.granted, after.refused, after.over], [['statistics'], ['functional'], ['statistics']]);
});

test('C-27: the same decision on the same day has the same bytes, whatever the order it was said in', () => {
  const one = decide({ search: false, statistics: true, functional: true });
  const two = decide({ functional: true, statistics: true, search: false });
  const three = decide({ functional: true }, decide({ statistics: true, search: false }));
  assert.equal(formatAnswer(one), 'policy=2026-11-01&on=2026-11-22&granted=functional.statistics&refused=search');
  assert.deepEqual([two, three].map(formatAnswer), [formatAnswer(one), formatAnswer(one)]);
});

test('a partial answer keeps what was said earlier, and the older day', () => {
  const before = answerOf({ on: '2026-09-01', granted: ['functional'], refused: ['search'] });
  assert.deepEqual(
    decide({ statistics: true }, before),
    answerOf({ on: '2026-09-01', granted: ['functional', 'statistics'], refused: ['search'] }),
  );
  assert.equal(
    decide({ functional: true, statistics: true, search: false }, before).on,
    today,
    'a whole one is of today',
  );
});

test('what is too old or of an older policy is not carried on by a partial answer', () => {
  const old = answerOf({ on: '2026-01-01', granted: ['functional'] });
  assert.deepEqual(decide({ statistics: true }, old), answerOf({ granted: ['statistics'] }));
  const outdated = answerOf({ policy: '2026-01-01', granted: ['functional', 'search'] });
  const config = configOf({ policy: { url: '/p', version: '2026-11-01', changed: ['search'] } });
  assert.deepEqual(decide({ statistics: true }, outdated, config), answerOf({ granted: ['functional', 'statistics'] }));
});

test('C-30: a new purpose asks for itself alone; a removed one leaves the record', () => {
  const answer = answerOf({ granted: ['functional', 'external'], refused: ['statistics'] });
  assert.deepEqual(mustAsk(answer, configOf(), {}, today), ['search']);
  assert.deepEqual(
    decide({ search: true }, answer),
    answerOf({ granted: ['functional', 'search'], refused: ['statistics'] }),
  );
  assert.deepEqual(settle(answer, configOf(), {}, today)?.granted, ['necessary', 'functional']);
});

test('an answer to a purpose that nobody configured is not remembered', () => {
  const hostile = JSON.parse(
    '{"statistics":true,"constructor":true,"__proto__":{"search":true},"crossborder:nobody":true}',
  );
  assert.deepEqual(decide(hostile), answerOf({ granted: ['statistics'] }));
});

test('`crossborder` as one word is granted only while every recipient abroad is', () => {
  const config = configOf({
    purposes: [{ id: 'video' }, { id: 'crossborder' }],
    services: [meet, { ...meet, id: 'zoo' }],
  });
  const table: readonly [Partial<Answer>, boolean][] = [
    [{ granted: ['crossborder:meet', 'crossborder:zoo'] }, true],
    [{ granted: ['crossborder:meet'], refused: ['crossborder:zoo'] }, false],
    [{ granted: ['crossborder:meet'] }, false],
    [{ granted: ['video'] }, false],
  ];
  for (const [more, open] of table)
    assert.equal(
      settle(answerOf(more), config, {}, today)?.granted.includes('crossborder'),
      open,
      JSON.stringify(more),
    );
});

test('the decision is null until somebody or something has said anything', () => {
  assert.equal(settle(null, configOf(), {}, today), null);
  assert.deepEqual(settle(null, configOf(), { refuses: true }, today), {
    policy: '2026-11-01',
    on: today,
    granted: ['necessary'],
    refused: ['statistics', 'search'],
    unasked: ['functional'],
  });
});
