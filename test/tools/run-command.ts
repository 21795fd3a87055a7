import type { Command, Io } from '../../src/tools/command.ts';
import { CannotRun } from '../../src/tools/command.ts';

/** Runs a command in a world of its own; a refusal to run is its exit code and its sentence, as at the terminal. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  world: Partial<Pick<Io, 'environment' | 'folder' | 'untilStopped'>> = {},
) {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    environment: {},
    folder: '/nowhere',
    terminal: false,
    untilStopped: () => Promise.resolve(),
    ...world,
  };
  try {
    const code = await command.run(args, io);
    return { code, out: out.join('\n'), err: err.join('\n') };
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    return { code: 2, out: out.join('\n'), err: error.message };
  }
}
