import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { faultsOfConfig } from '../collector/shapes.ts';
import type { OwnersConfig } from '../wire/config.ts';
import { CannotRun, type Command } from './command.ts';
import { linesIn } from './json-lines.ts';
import { findGaps } from './law.ts';

interface Line {
  readonly line: number;
  readonly path: string;
  readonly level: 'schema' | 'law' | 'advice';
  readonly text: string;
}

export const check: Command = {
  name: 'check',
  summary: 'what the schema and the law miss in a configuration, by line',
  help: `kelisim check <config.json> [--json]

Reads a site's configuration and says, line by line, what does not fit its schema, what the law and
the policy ask for, and what would be better. Engineering readings, for a lawyer to check.

  --json   the findings as JSON

Exit codes: 0 nothing found (advice alone is fine), 1 something found, 2 the file cannot be read.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new CannotRun('name one file: kelisim check config.json');
    const text = await readFile(resolve(io.folder, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new CannotRun(`${file} cannot be read (${error.code}); check the path`);
    });
    const findings = examine(text);
    if (values.json) io.out(JSON.stringify(findings));
    else {
      for (const { line, path, level, text: words } of findings)
        io.out(`${file}:${line}: ${level}: ${path || '/'} ${words}`);
      if (findings.length === 0) io.out(`${file}: nothing is missing`);
    }
    return findings.some(({ level }) => level !== 'advice') ? 1 : 0;
  },
};

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
  const faults = faultsOfConfig(config).map(({ path, expected }) =>
    at(path, { level: 'schema', text: `does not fit; expected: ${expected}` }),
  );
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
