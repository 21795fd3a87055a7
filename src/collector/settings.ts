import { resolve } from 'node:path';
import { nearest } from './nearest.ts';
import {
  parseBase,
  parseChoice,
  parseInteger,
  parseSites,
  parseText,
  parseToken,
  type World,
} from './parse-setting.ts';
import type { Site } from './sites.ts';

/** The collector's settings with every default filled in. Parsed once, at the door; nobody else reads the environment. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  /** Absolute path of the data folder. */
  readonly data: string;
  /** Path prefix behind a proxy; starts and ends with `/`. */
  readonly base: string;
  /** The owner's token; null: the one made at the first start counts. */
  readonly token: string | null;
  readonly analystToken: string | null;
  readonly sites: Readonly<Record<string, Site>>;
  /** Proxies in front; null: a peer on loopback counts as one. */
  readonly trustProxy: number | null;
  readonly k: number;
  readonly searchK: number;
  readonly searchDays: number;
  readonly releaseSeconds: number;
  readonly retentionMonths: number;
  /** Folder for the key of undeclared values; null: memory only. */
  readonly run: string | null;
  readonly bots: 'drop' | 'count';
  readonly store: 'parquet';
}

/** A setting that is unknown or bad; its message is one line and names the cure. */
export class SettingsError extends Error {}

/** Under this many seconds between releases the collector is in a demo or a test: it warns and closes a day each time. */
export const quickReleaseSeconds = 600;

type Key = keyof Settings;

const rules: { readonly [K in Key]: { readonly default: unknown; parse(value: unknown, world: World): unknown } } = {
  port: { default: 8090, parse: parseInteger(0, 65_535) },
  // Both 127.0.0.1 and ::1: what a browser takes "localhost" for differs.
  host: { default: 'localhost', parse: parseText },
  data: { default: '.data', parse: (value, world) => resolve(world.folder, parseText(value)) },
  base: { default: '/', parse: parseBase },
  token: { default: null, parse: parseToken },
  analystToken: { default: null, parse: parseToken },
  sites: { default: {}, parse: parseSites },
  trustProxy: { default: null, parse: parseInteger(0, 10) },
  k: { default: 10, parse: parseInteger(10, 1000) },
  searchK: { default: 20, parse: parseInteger(20, 1000) },
  searchDays: { default: 2, parse: parseInteger(1, 28) },
  releaseSeconds: { default: 3600, parse: parseInteger(1, 86_400) },
  retentionMonths: { default: 25, parse: parseInteger(1, 120) },
  run: { default: null, parse: (value, world) => resolve(world.folder, parseText(value)) },
  bots: { default: 'drop', parse: parseChoice('drop', 'count') },
  store: { default: 'parquet', parse: parseChoice('parquet') },
};

const keys = Object.keys(rules) as Key[];
const envOf = (key: Key) => `KELISIM_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/**
 * Reads the settings from the environment and, beneath it, from the parsed `kelisim.config.json` (keys like
 * `releaseSeconds` or `KELISIM_RELEASE_SECONDS`). Throws a `SettingsError` on the first unknown or bad one.
 */
export function parseSettings(
  environment: Readonly<Record<string, string | undefined>>,
  file: unknown,
  world: World,
): Settings {
  const given = new Map<Key, { value: unknown; name: string }>();
  if (file !== undefined) {
    if (typeof file !== 'object' || file === null || Array.isArray(file))
      throw new SettingsError('kelisim.config.json must be an object, like { "port": 8090 }');
    for (const [name, value] of Object.entries(file)) {
      if (name !== '$schema')
        given.set(keyOf(name, 'kelisim.config.json'), { value, name: `kelisim.config.json: ${name}` });
    }
  }
  for (const [name, value] of Object.entries(environment)) {
    // An empty variable is how a shell or a compose file says "not set".
    if (name.startsWith('KELISIM_') && value !== undefined) {
      const key = keyOf(name, 'environment');
      if (value !== '') given.set(key, { value, name });
    }
  }
  const settled: Partial<Record<Key, unknown>> = {};
  for (const key of keys) {
    const one = given.get(key);
    try {
      settled[key] = one ? rules[key].parse(one.value, world) : rules[key].default;
    } catch (error) {
      throw new SettingsError(`${one?.name ?? key} ${error instanceof Error ? error.message : 'is bad'}`);
    }
  }
  settled.data = resolve(world.folder, String(settled.data));
  settled.run ??= environment.RUNTIME_DIRECTORY || null;
  // The table above gives every key its type; a test reads each one back.
  const settings = settled as unknown as Settings;
  if (settings.searchDays < 2 && settings.releaseSeconds >= quickReleaseSeconds)
    throw new SettingsError(
      `KELISIM_SEARCH_DAYS must be 2 or more (1 is only for demos, with KELISIM_RELEASE_SECONDS under ${quickReleaseSeconds})`,
    );
  if (settings.searchK < settings.k)
    throw new SettingsError('KELISIM_SEARCH_K must not be smaller than KELISIM_K; raise it as well');
  if (settings.token !== null && settings.token === settings.analystToken)
    throw new SettingsError(
      'KELISIM_ANALYST_TOKEN must differ from KELISIM_TOKEN; make another: openssl rand -base64 24',
    );
  return settings;
}

function keyOf(name: string, where: string): Key {
  const key = keys.find((candidate) => candidate === name || envOf(candidate) === name);
  if (key) return key;
  const isVariable = name.startsWith('KELISIM_');
  const meant = isVariable ? nearest(name, keys.map(envOf), 'KELISIM_'.length) : nearest(name, keys);
  const known = isVariable ? keys.map(envOf) : keys;
  throw new SettingsError(
    `${name} (${where}) is not a setting; ${meant ? `did you mean ${meant}?` : `known are ${known.join(' ')}`}`,
  );
}
