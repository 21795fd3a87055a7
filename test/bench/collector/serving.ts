import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { site, zone } from './crowd.ts';
import type { Order, Outcome } from './load.ts';

/** A server in a process of its own. */
export interface Serving {
  readonly port: number;
  /** Processor time of all its threads so far, in seconds. */
  cpuSeconds(): number;
  /** Memory it holds, in bytes. */
  memory(): number;
  stop(): Promise<void>;
}

export const token = 'the-owner-of-the-measured-collector';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export function serveBare(): Promise<Serving> {
  return started(
    spawn(process.execPath, ['--import', 'tsx', here('./bare.ts')], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
}

export function serveCollector(
  cli: string,
  folder: string,
  more: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<Serving> {
  const env = {
    PATH: process.env.PATH,
    KELISIM_DATA: folder,
    KELISIM_HOST: '127.0.0.1',
    KELISIM_PORT: '0',
    KELISIM_TOKEN: token,
    KELISIM_SITES: JSON.stringify({ [site]: { origins: [`https://${site}`], zone } }),
    ...more,
  };
  return started(
    spawn(process.execPath, [...flags, cli, 'collect'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] }),
  );
}

async function started(child: ChildProcess): Promise<Serving> {
  const exited = once(child, 'exit');
  const port = await new Promise<number>((resolve, reject) => {
    if (child.stdout)
      createInterface({ input: child.stdout }).on('line', (line) => {
        const found = /http:\/\/[^/:]+:(\d+)\//.exec(line)?.[1];
        if (found) resolve(Number(found));
      });
    void exited.then(([code]) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    port,
    cpuSeconds() {
      // User and system time, in hundredths of a second, behind the name in brackets. Source: proc(5).
      const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
      const [user = 0, system = 0] = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .slice(11, 13)
        .map(Number);
      return (user + system) / 100;
    },
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Posts from a second process, and answers how that went. */
export async function post(order: Order): Promise<Outcome> {
  const child = fork(here('./load.ts'), { execArgv: ['--import', 'tsx'] });
  child.send(order);
  const [outcome] = (await once(child, 'message')) as [Outcome];
  return outcome;
}
