#!/usr/bin/env node
import { CannotRun, type Command, type ExitCode, type Io, runHere } from './tools/command.ts';

/** Each is loaded when it is called: who checks a configuration needs no database. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  collect: async () => (await import('./tools/collect.ts')).collect,
  check: async () => (await import('./tools/check.ts')).check,
  export: async () => (await import('./tools/export.ts')).exportReport,
  verify: async () => (await import('./tools/verify.ts')).verify,
  sample: async () => (await import('./tools/sample.ts')).sample,
  backup: async () => (await import('./tools/backup.ts')).backup,
};

async function help(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  return `kelisim <command>

${all.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

kelisim <command> --help tells more. Exit codes: 0 fine, 1 found something, 2 could not run.`;
}

async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(await help());
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) throw new CannotRun(`there is no command of that name; there are ${Object.keys(commands).join(', ')}`);
  const command = await load();
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(command.help);
    return 0;
  }
  return command.run(rest, io);
}

process.exitCode = await runHere((io) => run(process.argv.slice(2), io));
