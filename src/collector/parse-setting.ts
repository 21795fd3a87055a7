import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { OwnersConfig } from '../wire/config.ts';
import { faultsOfConfig } from './shapes.ts';
import { anyLocalhost, declaredIn, nothingDeclared, type Site } from './sites.ts';

/** What parsing settings touches of the world: the folder that relative paths start from. */
export interface World {
  readonly folder: string;
}

/** Each parser takes a text (environment) or a JSON value (file) and throws the rest of a sentence that names the cure. */
export function parseText(value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') throw new Error('must be a text');
  return value;
}

export function parseInteger(least: number, most: number): (value: unknown) => number {
  return (value) => {
    const number = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number) || number < least || number > most)
      throw new Error(`must be a whole number from ${least} to ${most}`);
    return number;
  };
}

export function parseChoice(...choices: readonly string[]): (value: unknown) => string {
  return (value) => {
    if (typeof value !== 'string' || !choices.includes(value)) throw new Error(`must be ${choices.join(' or ')}`);
    return value;
  };
}

/** At least 128 bits: 22 characters of base64url, or 32 of hex. Source: requirements K-17. */
export function parseToken(value: unknown): string {
  if (typeof value !== 'string' || !/^[\x21-\x7e]{22,200}$/.test(value))
    throw new Error('must be at least 22 characters without spaces; make one: openssl rand -base64 24');
  return value;
}

export function parseBase(value: unknown): string {
  if (typeof value !== 'string' || !/^\/([\w.~-]+\/?)*$/.test(value)) throw new Error('must be a path like /kelisim/');
  return value.endsWith('/') ? value : `${value}/`;
}

export function parseSites(value: unknown, world: World): Readonly<Record<string, Site>> {
  const cure = 'must be JSON like {"example.kz": {"origins": ["https://example.kz"], "zone": "Asia/Almaty"}}';
  let sites: unknown = value;
  if (typeof value === 'string') {
    try {
      sites = JSON.parse(value);
    } catch {
      throw new Error(cure);
    }
  }
  if (!isObject(sites)) throw new Error(cure);
  return Object.fromEntries(Object.entries(sites).map(([name, site]) => [name, parseSite(name, site, world)]));
}

function parseSite(name: string, value: unknown, world: World): Site {
  const at = `("${name}")`;
  if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name)) throw new Error(`${at} must name a host in lower case`);
  if (name === 'sample') throw new Error(`${at} cannot be: the name is kept for made-up traffic; choose another`);
  if (!isObject(value)) throw new Error(`${at} must be {"origins": [...], "zone": "..."}`);
  const alien = Object.keys(value).find((key) => !['origins', 'zone', 'config'].includes(key));
  if (alien) throw new Error(`${at} knows origins, zone and config, not "${alien}"`);
  const { origins, zone = 'Asia/Almaty', config } = value;
  if (!Array.isArray(origins) || origins.length === 0)
    throw new Error(`${at} needs "origins": the addresses its pages have, like ["https://${name}"]`);
  for (const origin of origins) {
    if (!isOrigin(origin))
      throw new Error(
        `${at} has a bad origin; write scheme, host and port only, like "https://${name}", or "${anyLocalhost}"`,
      );
  }
  if (!isZone(zone)) throw new Error(`${at} has an unknown zone; write an IANA name like "Asia/Almaty"`);
  if (config !== undefined && typeof config !== 'string')
    throw new Error(`${at} needs "config" to be the path of its kelisim.json`);
  return {
    name,
    origins: origins.filter((origin) => typeof origin === 'string'),
    zone,
    declared: nothingDeclared,
    ...(config !== undefined && readConfig(at, resolve(world.folder, config))),
  };
}

function readConfig(at: string, file: string): Required<Pick<Site, 'config' | 'declared'>> {
  let config: unknown;
  try {
    config = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${at}: ${file} cannot be read as JSON (${error instanceof Error ? error.message : 'unknown'})`);
  }
  const [fault] = faultsOfConfig(config);
  if (fault) throw new Error(`${at}: ${file} is wrong at ${fault.path || '/'}; expected ${fault.expected}`);
  return { config: config as OwnersConfig, declared: declaredIn(config as OwnersConfig) };
}

function isOrigin(value: unknown): boolean {
  if (value === anyLocalhost) return true;
  if (typeof value !== 'string' || value.includes('*') || !URL.canParse(value)) return false;
  const url = new URL(value);
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.origin === value;
}

function isZone(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
