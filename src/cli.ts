#!/usr/bin/env node
import { backup } from './tools/backup.ts';
import { check } from './tools/check.ts';
import { collect } from './tools/collect.ts';
import { CannotRun, type Command, type ExitCode, type Io, runHere } from './tools/command.ts';
import { exportReport } from './tools/export.ts';
import { sample } from './tools/sample.ts';
import { verify } from './tools/verify.ts';

const commands: readonly Command[] = [collect, check, exportReport, verify, sample, backup];

const help = `kelisim <command>

${commands.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

kelisim <command> --help tells more. Exit codes: 0 fine, 1 found something, 2 could not run.`;

async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(help);
    return name === undefined ? 2 : 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command)
    throw new CannotRun(`there is no command of that name; there are ${commands.map((one) => one.name).join(', ')}`);
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(command.help);
    return 0;
  }
  return command.run(rest, io);
}

process.exitCode = await runHere((io) => run(process.argv.slice(2), io));
