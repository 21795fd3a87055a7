// A collector's core under load, to be killed: accepts batches 1, 2, 3 … and writes each number that it acknowledged.
import { writeSync } from 'node:fs';
import { openLedger } from '../../../src/collector/ledger.ts';
import { numbered, settingsFor } from './numbered.ts';

const [folder = '', first = '1', runFolder = ''] = process.argv.slice(2);
const ledger = await openLedger(settingsFor(folder, runFolder));
let next = Number(first);
/** Written before it goes on, so that a kill loses no line; a full pipe waits for its reader. */
function write(line: string): void {
  const bytes = Buffer.from(`${line}\n`);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}

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
    // A release with nothing new returns at once: without a breath nobody else would ever run.
    await new Promise(setImmediate);
  }
}

write('open');
await Promise.all([...Array.from({ length: 20 }, visitor), releaser()]);
