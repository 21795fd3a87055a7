import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { faultsOfConfig } from '../collector/shapes.ts';
import type { OwnersConfig } from '../wire/config.ts';
import { CannotRun, type Command, type Io } from './command.ts';
import { cureFor } from './cures.ts';
import { linesIn } from './json-lines.ts';
import { findGaps } from './law/law.ts';
import { findInPolicyPage } from './law/policy-page.ts';

interface Line {
  readonly line: number;
  readonly path: string;
  readonly level: 'schema' | 'law' | 'advice';
  readonly text: string;
}

export const check: Command = {
  name: 'check',
  summary: 'what the schema and the law miss in a configuration, by line',
  help: `kelisim check <config.json> [--policy FILE] [--json]

Reads a site's configuration and says, line by line, what does not fit its schema, what the law and
the policy ask for, and what would be better, each with its cure. Engineering readings, for a lawyer
to check.

  --policy FILE  also read the policy's text or page: what it must name, what it claims too much
  --json         the findings as JSON: file, line, path, level (schema, law, advice), text

Exit codes: 0 nothing found (advice alone is fine), 1 something found, 2 the file cannot be read.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false }, policy: { type: 'string' } },
      allowPositionals: true,
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new CannotRun('name one file: kelisim check config.json');
    const text = await read(file, io);
    const found = examine(text).map((line) => ({ file, ...line }));
    if (values.policy !== undefined) {
      const page = values.policy;
      for (const line of findInPolicyPage(await read(page, io), configIn(text)))
        found.push({ file: page, path: '', ...line });
    }
    if (values.json) io.out(JSON.stringify(found));
    else {
      for (const { file: where, line, path, level, text: words } of found)
        io.out(`${where}:${line}: ${level}: ${path || '/'} ${words}`);
      if (found.length === 0) io.out(`${file}: nothing is missing`);
    }
    return found.some(({ level }) => level !== 'advice') ? 1 : 0;
  },
};

function read(file: string, io: Io): Promise<string> {
  return readFile(resolve(io.folder, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CannotRun(`${file} cannot be read (${error.code}); check the path`);
  });
}

/** The configuration as far as it can be read; a broken one is told of already. */
function configIn(text: string): OwnersConfig {
  try {
    const config: unknown = JSON.parse(text);
    return faultsOfConfig(config).length ? {} : (config as OwnersConfig);
  } catch {
    return {};
  }
}

/** All that can be said of a configuration's text, in the order of its lines. */
export function examine(text: string): readonly Line[] {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (error) {
    return [
      {
        line: lineOfSyntaxError(error, text),
        path: '',
        level: 'schema',
        text: 'is not JSON: a comma or a quote is missing or too many',
      },
    ];
  }
  const lines = linesIn(text);
  const at = (path: string, more: Omit<Line, 'line' | 'path'>): Line => ({ line: lineOf(path, lines), path, ...more });
  const faults = faultsOfConfig(config).flatMap((fault) => {
    const cure = cureFor(fault, config);
    return cure === null ? [] : [at(fault.path, { level: 'schema', text: cure })];
  });
  // The law reads meaning, so it needs the shape: first things first.
  const gaps =
    faults.length > 0
      ? []
      : findGaps(config as OwnersConfig).map(({ path, level, text: words }) => at(path, { level, text: words }));
  return [...faults, ...gaps].sort((a, b) => a.line - b.line);
}

/** The line of a value, or, where it is missing, of the nearest thing around it. */
function lineOf(path: string, lines: ReadonlyMap<string, number>): number {
  for (let pointer = path; ; pointer = pointer.slice(0, pointer.lastIndexOf('/'))) {
    const line = lines.get(pointer);
    if (line !== undefined || pointer === '') return line ?? 1;
  }
}

function lineOfSyntaxError(error: unknown, text: string): number {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  const upTo = position === undefined ? text.length : Number(position);
  return text.slice(0, upTo).split('\n').length;
}
