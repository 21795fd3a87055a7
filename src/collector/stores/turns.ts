import { constants, setPriority } from 'node:os';
import { type DuckDBConnection, DuckDBPendingResultState, type DuckDBResultReader } from '@duckdb/node-api';

/** Runs the statements of several connections on one thread, by turns. */
export interface Turns {
  /** Answers a statement with its rows; it and others that run go on task by task, in turn. */
  run(connection: DuckDBConnection, sql: string, values?: readonly string[]): Promise<DuckDBResultReader>;
  /** The same for what can wait: it rests while others run, for a quarter of a second at most. */
  runIdly(connection: DuckDBConnection, sql: string): Promise<void>;
  /** The same for a statement that others must not be in the middle of: it waits for them, and they for it. */
  runAlone(connection: DuckDBConnection, sql: string): Promise<void>;
}

const mostRestMs = 250;
/** After a question the next one of the same page often follows at once. */
const restAfterMs = 10;
/** Runs everything on the calling thread, which has as much of a processor as is left over. */
export const onlyThread = { threads: '1', external_threads: '1' } as const;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const rest = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

/**
 * Lets the calling thread give way to the others of its process. On Linux a priority is a thread's own; elsewhere it
 * would be all the process's, which then keeps its own. Source: https://man7.org/linux/man-pages/man2/setpriority.2.html
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Where a sandbox forbids it, everything is done all the same, at the rank of the others.
  }
}

/**
 * DuckDB's own threads, and libuv's, on which its asynchronous calls run, have the rank of the thread that acknowledges
 * posts: on two cores a report then held an acknowledgement for as long as itself (K-05). Its tasks, called one by one,
 * are work of the calling thread instead, whatever rank that has; a task takes some milliseconds, the last of a month's
 * file a few hundred.
 */
export function createTurns(): Turns {
  let running = 0;
  let lastEnded = 0;
  let alone: Promise<unknown> | null = null;

  const begin = async (connection: DuckDBConnection, sql: string, values: readonly string[]) => {
    const prepared = await connection.prepare(sql);
    prepared.bind([...values]);
    return prepared;
  };
  const step = async (
    connection: DuckDBConnection,
    sql: string,
    values: readonly string[],
    between: () => Promise<void>,
  ) => {
    const prepared = await begin(connection, sql, values);
    try {
      await between();
      const pending = prepared.start();
      for (;;) {
        const state = pending.runTask();
        if (state === DuckDBPendingResultState.RESULT_READY) break;
        await between();
        if (state === DuckDBPendingResultState.NO_TASKS_AVAILABLE) await rest();
      }
      return await pending.readAll();
    } finally {
      prepared.destroySync();
    }
  };
  const pause = async () => {
    await turn();
    const until = performance.now() + mostRestMs;
    for (
      let at = performance.now();
      at < until && (running > 0 || at < lastEnded + restAfterMs);
      at = performance.now()
    )
      await rest();
  };

  return {
    async run(connection, sql, values = []) {
      while (alone) await alone.catch(() => undefined);
      running += 1;
      try {
        return await step(connection, sql, values, turn);
      } finally {
        running -= 1;
        lastEnded = performance.now();
      }
    },
    async runIdly(connection, sql) {
      await step(connection, sql, [], pause);
    },
    async runAlone(connection, sql) {
      await pause();
      const mine = (async () => {
        while (running > 0) await turn();
        await step(connection, sql, [], async () => undefined);
      })();
      alone = mine;
      try {
        await mine;
      } finally {
        alone = null;
      }
    },
  };
}
