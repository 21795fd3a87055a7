import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { type TestContext, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { createEngine } from '../../../src/collector/stores/engine.ts';
import { createTurns, onlyThread } from '../../../src/collector/stores/turns.ts';

const long = 'SELECT count(*) FROM range(20000) a, range(20000) b WHERE a.range % 7 = b.range % 5';
const short = 'SELECT $1 AS word';

async function open(t: TestContext, count: number) {
  const instance = await DuckDBInstance.create(':memory:', { ...onlyThread });
  const connections = await Promise.all(Array.from({ length: count }, () => instance.connect()));
  t.after(() => {
    for (const connection of connections) connection.closeSync();
  });
  return connections;
}

test('K-05: a short question is answered in the middle of a long one', async (t) => {
  const [one, two] = await open(t, 2);
  if (!one || !two) return assert.fail('no connections');
  const turns = createTurns();
  const ended: string[] = [];
  const slow = turns.run(one, long).then(() => ended.push('long'));
  const quick = turns.run(two, short, ['слово']);
  assert.deepEqual((await quick).getRowsJS(), [['слово']]);
  ended.push('short');
  await slow;
  assert.deepEqual(ended, ['short', 'long']);
});

test('a statement that runs alone waits for those that run, and those after it wait, also where it fails', async (t) => {
  const [one, two, three] = await open(t, 3);
  if (!one || !two || !three) return assert.fail('no connections');
  const turns = createTurns();
  const ended: string[] = [];
  await two.run('CREATE TABLE made (n INTEGER)');
  for (const [sql, outcome] of [
    ['INSERT INTO made SELECT 1', 'alone'],
    ['INSERT INTO nowhere SELECT 1', 'failed'],
  ] as const) {
    const slow = turns.run(one, long).then(() => ended.push('long'));
    const alone = turns.runAlone(two, sql).then(
      () => ended.push('alone'),
      () => ended.push('failed'),
    );
    await Promise.all([slow, alone]);
    assert.equal((await turns.run(three, 'SELECT count(*)::INTEGER FROM made')).getRowsJS()[0]?.[0], 1);
    assert.deepEqual(ended.splice(0), ['long', outcome]);
  }
});

test('what can wait goes on under questions without a pause', async (t) => {
  const [one, two] = await open(t, 2);
  if (!one || !two) return assert.fail('no connections');
  const turns = createTurns();
  let isDone = false;
  const idle = turns.runIdly(two, 'CREATE TABLE made AS SELECT * FROM range(10)').then(() => {
    isDone = true;
  });
  let asked = 0;
  for (; !isDone; asked += 1) await turns.run(one, short, ['again']);
  await idle;
  assert.ok(asked > 1, `${asked} questions while it waited`);
});

test('K-05: DuckDB works on a thread that gives way, and the others keep their rank', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const ranks = () =>
    readdirSync('/proc/self/task').map((thread) => {
      const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
      // The nineteenth field, behind the name in brackets. Source: proc(5).
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
    });
  const engine = createEngine();
  t.after(() => engine.close());
  const before = ranks();
  await engine.start();
  assert.ok(Math.max(...ranks()) > Math.max(...before), `${ranks()}`);
  assert.equal(getPriority(), before[0]);
});
