// A collector's core under load, to be killed: accepts batches 1, 2, 3 … and writes each number that it acknowledged.
import { writeSync } from 'node:fs';
import { openLedger } from '../../../src/collector/ledger.ts';
import { numbered, settingsFor } from './numbered.ts';

const [folder = '', first = '1', runFolder = ''] = process.argv.slice(2);
const ledger = await openLedger(settingsFor(folder, runFolder));
let next = Number(first);
const write = (line: string) => writeSync(1, `${line}\n`);

async function visitor(): Promise<void> {
  for (;;) {
    const number = next;
    next += 1;
    write(`sent ${number}`);
    await ledger.accept(numbered(number));
    write(`kept ${number}`);
    // Readers between two pages: leaves the releases some of the processor.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function releaser(): Promise<void> {
  for (;;) {
    await ledger.release();
    write('released');
  }
}

write('open');
await Promise.all([...Array.from({ length: 20 }, visitor), releaser()]);
