import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { textsShown } from '../../../src/collector/shown.ts';
import type { Receipt } from '../../../src/wire/receipt.ts';
import { batch, openCollector, receipt, token, view } from '../http/open-collector.ts';
import { sendVisits } from '../http/visits.ts';
import { answersOf, noon } from './golden.ts';

const root = new URL('../../..', import.meta.url);
const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as { version: string };

/**
 * Makes the golden folder of this version, once, before it is released: `node --import tsx test/collector/golden/make.ts`.
 * Afterwards it is never made again: what that version wrote is read for ever.
 */
const ends: (() => unknown)[] = [];
const ending = { after: (end: () => unknown) => ends.push(end) } as unknown as TestContext;
const folder = fileURLToPath(new URL(`test/collector/golden/${version}`, root));
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const clock = { at: noon };
const collector = await openCollector(ending, {}, clock);
await sendVisits(collector, 45, clock.at);
clock.at += 5000;
await collector.ledger.release();
await sendVisits(collector, 4, clock.at, '/below-k');
clock.at += 5000;
await collector.ledger.release();
// Its words are known, so they are kept by their hash.
const words = textsShown({}, 'clinic.kz', receipt() as Receipt)[1] ?? '';
const worded = receipt({ text: createHash('sha256').update(words).digest('hex') });
assert.equal((await collector.post('v1/receipts', worded)).status, 201);
// Not yet released: it stands in the log.
const logged = batch({ events: [view({ path: '/in-the-log' })] });
assert.equal((await collector.post('v1/batches', logged)).status, 204);
const answers = await answersOf(collector, token);
await collector.close();
await cp(collector.folder, `${folder}/data`, { recursive: true });
// git keeps no empty folder, and the token is not of the folder's form.
await rm(`${folder}/data/access.ndjson`, { force: true });
await writeFile(
  `${folder}/expected.json`,
  `${JSON.stringify({ ...answers, logged, said: { id: worded.id, words } }, null, 1)}\n`,
);
for (const end of ends) await end();
