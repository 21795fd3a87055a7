import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readTotals } from '../collector/conservation.ts';
import { findBreak, type Link } from '../collector/receipts.ts';
import { CannotRun, type Command, type ExitCode, type Io } from './command.ts';
import { settingsHere } from './settings-here.ts';

export const verify: Command = {
  name: 'verify',
  summary: 'the chain of receipts, one receipt, or the conservation of counts',
  help: `kelisim verify [folder] [--receipt ID | --counts] [--json]

Without options: whether the chain of receipts in the data folder is whole; a changed, removed or
reordered receipt is found.

  --receipt ID   also whether this receipt is in it
  --counts       whether acknowledged = released + pending, for every table; the collector may run
  folder         the data folder; default: KELISIM_DATA

Exit codes: 0 whole, 1 something is wrong or missing, 2 could not run.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        receipt: { type: 'string' },
        counts: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    const [given] = positionals;
    if (positionals.length > 1) throw new CannotRun('name one data folder');
    if (values.counts && values.receipt !== undefined) throw new CannotRun('give --receipt or --counts, not both');
    const folder = given === undefined ? settingsHere(io).data : resolve(io.folder, given);
    return values.counts ? verifyCounts(folder, io, values.json) : verifyChain(folder, values.receipt, io, values.json);
  },
};

async function verifyChain(folder: string, id: string | undefined, io: Io, json: boolean): Promise<ExitCode> {
  const path = join(folder, 'receipts', 'chain.ndjson');
  const chain = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CannotRun(`${path} cannot be read (${error.code}); is it the data folder?`);
  });
  const broken = findBreak(chain);
  const lines = chain.split('\n').filter((line) => line !== '');
  // A chain that is broken may hold lines that are no JSON; what can be read of them is still looked through.
  const found = id === undefined ? null : lines.some((line) => line.includes(`"${id}"`) && idIn(line) === id);
  if (json) io.out(JSON.stringify({ receipts: lines.length, broken, found }));
  else {
    io.out(broken ? `receipt ${broken.line} ${broken.why}` : `${lines.length} receipts, the chain is whole`);
    if (id !== undefined) io.out(found ? `receipt ${id} is in it` : `receipt ${id} is not in it`);
  }
  return broken || found === false ? 1 : 0;
}

function idIn(line: string): string | null {
  try {
    return (JSON.parse(line) as Link).receipt.id;
  } catch {
    // Not a receipt: `findBreak` has named the line already.
    return null;
  }
}

async function verifyCounts(folder: string, io: Io, json: boolean): Promise<ExitCode> {
  await readdir(join(folder, 'log')).catch((error: NodeJS.ErrnoException) => {
    throw new CannotRun(`${folder} holds no log (${error.code}); is it the data folder?`);
  });
  const totals = await readTotals(folder).catch((error: Error) => {
    throw new CannotRun(`${folder} cannot be added up: ${error.message}`);
  });
  const wrong = Object.entries(totals).filter(
    ([, { acknowledged, released, pending }]) => acknowledged !== released + pending,
  );
  if (json) io.out(JSON.stringify({ totals, wrong: wrong.map(([table]) => table) }));
  else {
    for (const [table, { acknowledged, released, pending }] of Object.entries(totals))
      io.out(
        `${table}: acknowledged ${acknowledged} = released ${released} + pending ${pending}${acknowledged === released + pending ? '' : '  DOES NOT HOLD'}`,
      );
    io.out(wrong.length === 0 ? 'nothing lost, nothing doubled' : `${wrong.length} tables do not add up`);
  }
  return wrong.length === 0 ? 0 : 1;
}
