import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createJournal } from '../../../src/collector/journal.ts';
import { serve, type World } from '../../../src/collector/serve.ts';
import { parseSettings } from '../../../src/collector/settings.ts';

export const token = 'owner-token-for-tests-0123456789';
export const analystToken = 'analyst-token-for-tests-0123456789';
export const origin = 'https://clinic.kz';

/** An ordinary browser: Node's own user agent is, rightly, a bot's. */
export const ordinary = {
  origin,
  'content-type': 'text/plain;charset=UTF-8',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
};

export interface TestClock {
  at: number;
}

/** A collector on a free port with a folder of its own; it ends with the test. */
export async function openCollector(
  test: TestContext,
  environment: Readonly<Record<string, string>> = {},
  clock?: TestClock,
  more: Readonly<Pick<World, 'dist' | 'rate' | 'limit' | 'diskUse' | 'patienceMs'>> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'kelisim-'));
  const settings = parseSettings(
    {
      KELISIM_PORT: '0',
      KELISIM_HOST: '127.0.0.1',
      KELISIM_DATA: folder,
      KELISIM_TOKEN: token,
      KELISIM_ANALYST_TOKEN: analystToken,
      KELISIM_SITES: JSON.stringify({
        'clinic.kz': { origins: [origin, 'https://www.clinic.kz'], zone: 'Asia/Almaty' },
        localhost: { origins: ['http://localhost:*'], zone: 'Asia/Almaty' },
      }),
      KELISIM_RELEASE_SECONDS: '5',
      KELISIM_SEARCH_DAYS: '1',
      ...environment,
    },
    undefined,
    { folder },
  );
  const lines: string[] = [];
  const journal = createJournal((line) => lines.push(line), true);
  const running = await serve(settings, {
    journal,
    timer: false,
    ...(clock ? { now: () => clock.at } : {}),
    ...more,
  });
  let open = true;
  const close = async () => {
    if (!open) return;
    open = false;
    await running.close();
  };
  test.after(async () => {
    await close();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    folder,
    lines,
    close,
    url: running.address,
    ledger: running.parts.ledger,
    post: (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
      fetch(new URL(path, running.address), {
        method: 'POST',
        headers: { ...ordinary, ...headers },
        body:
          typeof body === 'string'
            ? body
            : body instanceof Uint8Array
              ? new Blob([new Uint8Array(body)])
              : JSON.stringify(body),
      }),
    get: (path: string, headers: Readonly<Record<string, string>> = { authorization: `Bearer ${analystToken}` }) =>
      fetch(new URL(path, running.address), { headers }),
  };
}

export const randomId = () => randomBytes(17).toString('base64url').slice(0, 22);

/** A new browser's first view today, with what `more` adds or changes. */
export function batch(more: Readonly<Record<string, unknown>> = {}) {
  return {
    v: 1,
    id: randomId(),
    site: 'clinic.kz',
    purpose: 'statistics',
    policy: '2026-11-01',
    env: { language: 'ru', zone: 'Asia/Almaty', width: 'M' },
    events: [view()],
    ...more,
  };
}

export function view(more: Readonly<Record<string, unknown>> = {}) {
  return { kind: 'view', ageMinutes: 0, path: '/doctors', new: 'period', nth: 1, entry: { path: '/doctors' }, ...more };
}

/** All first flags of a browser that was never here before, on the site's day of `at`. */
export function firstEver(at: number) {
  const on = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Almaty' }).format(at);
  return { on, day: true, week: true, month: true, ever: true, period: true, weeksSinceFirst: 0 };
}

export function receipt(more: Readonly<Record<string, unknown>> = {}) {
  return {
    v: 1,
    id: randomId(),
    site: 'clinic.kz',
    act: 'given',
    policy: { url: 'https://clinic.kz/policy', version: '2026-11-01' },
    text: 'a'.repeat(64),
    language: 'ru',
    surface: 'banner',
    method: 'pointer',
    purposes: { statistics: true, search: false },
    onDay: '2026-11-22',
    validDays: 180,
    widget: '1.0.0',
    ...more,
  };
}
