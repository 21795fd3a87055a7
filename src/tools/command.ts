/** What a command has of the world; tests hand in another. */
export interface Io {
  /** One line of results, for standard output. */
  out(line: string): void;
  /** One line for the person at the terminal, for standard error. */
  err(line: string): void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Relative paths start here. */
  readonly folder: string;
  /** Whether standard error is read by a person. */
  readonly terminal: boolean;
  /** Waits until the person (Ctrl-C) or the system (SIGTERM) wants an end. */
  untilStopped(): Promise<void>;
}

/** 0: fine. 1: found something. 2: could not run. */
export type ExitCode = 0 | 1 | 2;

/** A command of the command line. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  run(args: readonly string[], io: Io): Promise<ExitCode>;
}

/** Thrown by a command that was called wrongly or cannot run; its message is one line and names the cure. */
export class CannotRun extends Error {}

/** Runs `work` in this process's world; answers the exit code and prints why it could not run. */
export async function runHere(work: (io: Io) => Promise<ExitCode>): Promise<ExitCode> {
  const io: Io = {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    environment: process.env,
    folder: process.cwd(),
    terminal: process.stderr.isTTY === true,
    untilStopped: () =>
      new Promise((resolve) => {
        process.once('SIGINT', () => resolve());
        process.once('SIGTERM', () => resolve());
      }),
  };
  try {
    return await work(io);
  } catch (error) {
    io.err(`kelisim: ${isCallersMistake(error) ? error.message : error instanceof Error ? error.stack : error}`);
    return 2;
  }
}

/** Node's `parseArgs` throws for options that a command does not have; that is the caller's mistake, not ours. */
function isCallersMistake(error: unknown): error is Error {
  const code = String((error as NodeJS.ErrnoException | null)?.code);
  return error instanceof CannotRun || (error instanceof Error && code.startsWith('ERR_PARSE_ARGS'));
}
