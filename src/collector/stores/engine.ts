import { Worker } from 'node:worker_threads';
import type { Answer, Request } from './parquet-worker.ts';

type Ask<R> = R extends Request ? Omit<R, 'id'> : never;

/** A question takes milliseconds, a month's file a second or two. */
const mostEndingMs = 10_000;

/** The one DuckDB of a process: several stores may share it. */
export interface Engine {
  /** Asks the worker; rejects with DuckDB's own message, or when the worker has died. The next question starts it again. */
  ask(request: Ask<Request>): Promise<readonly (readonly unknown[])[]>;
  /** Starts the worker before anything is asked of it: a second's work that no release need wait for. */
  start(): Promise<void>;
  /** A name for a store's own table of incoming rows. */
  nextTable(): string;
  close(): Promise<void>;
}

/** An engine whose worker is started by the first question, and keeps no process alive while it has none. */
export function createEngine(): Engine {
  const waiting = new Map<
    number,
    { resolve: (rows: readonly (readonly unknown[])[]) => void; reject: (error: Error) => void }
  >();
  let worker: Worker | null = null;
  let lastId = 0;
  let lastTable = 0;
  const fail = (error: Error) => {
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const start = () => {
    const made = startWorker();
    made.on('message', (answer: Answer) => {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('error' in answer) asked?.reject(new Error(answer.error));
      else asked?.resolve(answer.rows);
      if (waiting.size === 0) made.unref();
    });
    made.on('error', fail);
    made.on('exit', () => {
      if (worker === made) fail(new Error('the store stopped'));
    });
    return made;
  };
  const ask: Engine['ask'] = (request) =>
    new Promise((resolve, reject) => {
      worker ??= start();
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      worker.ref();
      worker.postMessage({ ...request, id: lastId });
    });
  return {
    ask,
    async start() {
      await ask({ ask: 'read', sql: 'SELECT 1', values: [] });
    },
    nextTable() {
      lastTable += 1;
      return `incoming${lastTable}`;
    },
    async close() {
      const running = worker;
      const asked = new Set(waiting.keys());
      fail(new Error('the store is closed'));
      // A thread that is ended in the middle of a question takes the process with it.
      if (running && asked.size > 0)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, mostEndingMs);
          running.on('message', ({ id }: Answer) => {
            asked.delete(id);
            if (asked.size > 0) return;
            clearTimeout(timer);
            resolve();
          });
          running.on('exit', () => resolve());
        });
      await running?.terminate();
    },
  };
}

/** The worker lies beside this file, built (`.js`) or as source (`.ts`), which needs tsx in the thread too. */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./parquet-worker.js', import.meta.url));
  const source = new URL('./parquet-worker.ts', import.meta.url).href;
  const tsx = import.meta.resolve('tsx/esm/api');
  const code = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(source)}); })`;
  return new Worker(code, { eval: true, execArgv: [] });
}
