import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readTotals } from '../collector/conservation.ts';
import { findBreak, type Link } from '../collector/receipts.ts';
import type { Receipt } from '../wire/receipt.ts';
import { CannotRun, type Command, type ExitCode, type Io } from './command.ts';
import { settingsHere } from './settings-here.ts';

export const verify: Command = {
  name: 'verify',
  summary: 'a visitor’s receipt, the chain of receipts, or the conservation of counts',
  help: `kelisim verify [folder] [--receipt ID | --counts] [--json]
kelisim verify receipt.json [--data FOLDER] [--json]

Without options: whether the chain of receipts in the data folder is whole; a changed, removed or
reordered receipt is found, across a pruned part too.

  receipt.json   a visitor's own copy: whether it is as it was made, to the byte, and its words are
                 those that its hash names; asks nobody
  --data FOLDER  also whether the chain in this data folder holds that receipt
  --receipt ID   also whether this receipt is in the chain
  --counts       whether acknowledged = released + pending, for every table; the collector may run
  folder         the data folder; default: KELISIM_DATA

Exit codes: 0 whole, 1 something is wrong or missing, 2 could not run.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        receipt: { type: 'string' },
        data: { type: 'string' },
        counts: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    const [given] = positionals;
    if (positionals.length > 1) throw new CannotRun('name one data folder, or one receipt');
    if (values.counts && values.receipt !== undefined) throw new CannotRun('give --receipt or --counts, not both');
    if (given?.endsWith('.json')) {
      const data = values.data === undefined ? undefined : resolve(io.folder, values.data);
      return verifyCopy(resolve(io.folder, given), data, io, values.json);
    }
    if (values.data !== undefined)
      throw new CannotRun('--data goes with a receipt: kelisim verify receipt.json --data …');
    const folder = given === undefined ? settingsHere(io).data : resolve(io.folder, given);
    return values.counts ? verifyCounts(folder, io, values.json) : verifyChain(folder, values.receipt, io, values.json);
  },
};

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A visitor's own copy: its last field seals all before it, and its words are those that its hash names. */
async function verifyCopy(path: string, data: string | undefined, io: Io, json: boolean): Promise<ExitCode> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CannotRun(`${path} cannot be read (${error.code})`);
  });
  const faults = faultsOf(text);
  if (faults.length === 0 && data !== undefined) {
    const { kelisim } = JSON.parse(text) as { readonly kelisim: Receipt };
    const { links } = await readChain(data);
    const link = links.find((one) => one.receipt.id === kelisim.id);
    if (!link) faults.push('is not in the chain: a form’s receipt never is, another may not have been posted yet');
    else if (link.bytes !== sha256(JSON.stringify(kelisim))) faults.push('is in the chain with other contents');
  }
  if (json) io.out(JSON.stringify({ file: path, faults }));
  else io.out(faults.length === 0 ? 'the receipt is as it was made' : `the receipt ${faults.join('; it ')}`);
  return faults.length === 0 ? 0 : 1;
}

function faultsOf(text: string): string[] {
  try {
    const { sha256: seal, ...record } = JSON.parse(text);
    if (text !== `${JSON.stringify({ ...record, sha256: seal }, null, 2)}\n`)
      return ['was changed: it is laid out otherwise'];
    if (seal === '') return ['bears no seal: the page it was made on was no secure context'];
    if (seal !== sha256(JSON.stringify(record))) return ['was changed: its seal does not fit'];
    const { text: words, text_sha256: hash } = record.privacy_notice;
    if (hash !== sha256(words) || hash !== record.kelisim.text) return ['bears other words than its hash names'];
    return [];
  } catch {
    return ['is no receipt of Kelisim’s'];
  }
}

/** The chain as it lies there, and what can be read of it. */
async function readChain(folder: string): Promise<{ readonly chain: string; readonly links: readonly Link[] }> {
  const path = join(folder, 'receipts', 'chain.ndjson');
  const chain = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CannotRun(`${path} cannot be read (${error.code}); is it the data folder?`);
  });
  const links = chain.split('\n').flatMap((line) => {
    try {
      const link = JSON.parse(line) as Link;
      return 'receipt' in link ? link : [];
    } catch {
      // Not a receipt: `findBreak` names the line.
      return [];
    }
  });
  return { chain, links };
}

async function verifyChain(folder: string, id: string | undefined, io: Io, json: boolean): Promise<ExitCode> {
  const { chain, links } = await readChain(folder);
  const broken = findBreak(chain);
  const found = id === undefined ? null : links.some((link) => link.receipt.id === id);
  if (json) io.out(JSON.stringify({ receipts: links.length, broken, found }));
  else {
    io.out(broken ? `receipt ${broken.line} ${broken.why}` : `${links.length} receipts, the chain is whole`);
    if (id !== undefined) io.out(found ? `receipt ${id} is in it` : `receipt ${id} is not in it`);
  }
  return broken || found === false ? 1 : 0;
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
