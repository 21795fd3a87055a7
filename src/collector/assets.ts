import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from './problems.ts';

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

interface Asset {
  readonly type: string;
  readonly etag: string;
  readonly bodies: Readonly<Record<'br' | 'gzip' | 'identity', Buffer>>;
  readonly stamp: string;
}

/** `dist/`, from a source file (`src/collector/`) as well as from a built one (`dist/node/`). */
export function distFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return here.endsWith(join('dist', 'node')) ? dirname(here) : join(here, '..', '..', 'dist');
}

/** The version in package.json, as in `/v/{version}/kelisim.js`. */
export async function readVersion(dist: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(dist, '..', 'package.json'), 'utf8')) as { version: string };
  return version;
}

/**
 * Serves the widget with its chunks to every page, and the analyst's page to its own origin; compressed once, kept in
 * memory until the file changes. A name with a hash, or under `/v/{version}/`, never changes and says so.
 */
export function serveAssets(app: FastifyInstance, dist: string, version: string): void {
  const cache = new Map<string, Asset>();
  const hour = 'public, max-age=3600';
  const forEver = 'public, max-age=31536000, immutable';

  const widget = async (request: FastifyRequest, reply: FastifyReply, name: string, pinned: boolean) => {
    reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
    const asset = await load(cache, join(dist, name));
    return send(request, reply, asset, pinned || /-[A-Za-z0-9_-]{8,}\.\w+$/.test(name) ? forEver : hour);
  };

  app.get<{ Params: { version: string; file: string } }>('/v/:version/:file', (request, reply) => {
    if (request.params.version !== version)
      throw new Refusal('not-found', { detail: `This collector serves ${version}.` });
    return widget(request, reply, plainName(request.params.file), true);
  });

  app.get<{ Params: { file: string } }>('/:file', async (request, reply) => {
    const file = plainName(request.params.file);
    const isPages = /^dashboard\./.test(file);
    return isPages ? page(request, reply, file) : widget(request, reply, file, false);
  });

  const page = async (request: FastifyRequest, reply: FastifyReply, file: string) => {
    const asset = await load(cache, join(dist, 'dashboard', file));
    reply.header('content-security-policy', await pagePolicy(join(dist, 'dashboard', 'csp.json')));
    return send(request, reply, asset, file === 'index.html' ? 'no-cache' : hour);
  };
  app.get('/', async (request, reply) => {
    // Without the slash at the end the page would look for its files one folder up.
    const path = request.originalUrl.replace(/\?.*$/s, '');
    if (!path.endsWith('/')) return reply.redirect(`${path.slice(path.lastIndexOf('/') + 1)}/`, 308);
    return page(request, reply, 'index.html');
  });
  app.get<{ Params: { file: string } }>('/dashboard/:file', (request, reply) =>
    page(request, reply, plainName(request.params.file)),
  );
}

/** One file name without folders, of a kind that is served. */
function plainName(file: string): string {
  if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(file) || !Object.hasOwn(types, extname(file)))
    throw new Refusal('not-found');
  return file;
}

async function load(cache: Map<string, Asset>, path: string): Promise<Asset> {
  let stamp: string;
  try {
    const { mtimeMs, size } = await stat(path);
    stamp = `${mtimeMs}-${size}`;
  } catch {
    // A file that is always built and is missing has a cure; any other name is just not there.
    throw new Refusal(/(kelisim\.js|index\.html|kelisim\.schema\.json)$/.test(path) ? 'not-built' : 'not-found');
  }
  const known = cache.get(path);
  if (known?.stamp === stamp) return known;
  const identity = await readFile(path);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: identity.length > 200_000 ? 9 : 11 } };
  const asset: Asset = {
    type: types[extname(path)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`,
    bodies: {
      identity,
      br: await promisify(brotliCompress)(identity, quality),
      gzip: await promisify(gzip)(identity, { level: 9 }),
    },
    stamp,
  };
  cache.set(path, asset);
  return asset;
}

function send(request: FastifyRequest, reply: FastifyReply, asset: Asset, cacheControl: string) {
  reply.header('cache-control', cacheControl).header('vary', 'Accept-Encoding').header('etag', asset.etag);
  if (request.headers['if-none-match'] === asset.etag) return reply.code(304).send();
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const encoding = (['br', 'gzip'] as const).find((name) => accepts(accepted, name)) ?? 'identity';
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.type(asset.type).send(asset.bodies[encoding]);
}

/** Whether a list like `gzip, br;q=0` takes a coding; a weight of 0 says no. Source: RFC 9110, 12.5.3 */
function accepts(list: string, coding: string): boolean {
  return list.split(',').some((one) => {
    const [name = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase());
    return name === coding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

/** The page's policy; its build may add hashes of its libraries' own styles: `{ "style-src": ["'sha256-…'"] }`. */
async function pagePolicy(file: string): Promise<string> {
  const policy: Record<string, string[]> = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  };
  for (const [directive, sources] of Object.entries(await readPolicy(file))) {
    if (Array.isArray(sources) && Object.hasOwn(policy, directive))
      policy[directive]?.push(
        ...sources.filter((source) => /^'sha(256|384|512)-[A-Za-z0-9+/=]+'$|^'unsafe-hashes'$/.test(String(source))),
      );
  }
  return Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}

async function readPolicy(file: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  } catch {
    // No file: the page needs nothing more than the strict policy, which stays as it is.
    return {};
  }
}
