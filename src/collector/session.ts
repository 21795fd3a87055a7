import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readJson } from './json.ts';
import type { FailureBrake } from './limits.ts';
import type { Network } from './network.ts';
import { Refusal } from './problems.ts';
import type { Role, Tokens } from './tokens.ts';

/** Tells who asks, or refuses. */
export interface Doorkeeper {
  /** The role behind a request's token or session; throws a `Refusal` where there is none or it may not. */
  admit(request: FastifyRequest, allowed: readonly Role[]): Role;
}

export interface DoorkeeperOptions {
  readonly tokens: Tokens;
  readonly brake: FailureBrake;
  readonly networkOf: (request: FastifyRequest) => Network;
  readonly base: string;
  readonly now?: () => number;
}

const cookieName = 'kelisim-session';
/** A working day and a bit: the analyst signs in once a day. */
const sessionSeconds = 12 * 3600;
const maxSessions = 1000;

/** `POST /v1/session` signs in for the page, `DELETE` signs out. Source: INTERFACE.md; requirements K-13, K-17. */
export function createDoorkeeper(app: FastifyInstance, options: DoorkeeperOptions): Doorkeeper {
  const { tokens, brake, networkOf, base, now = Date.now } = options;
  const sessions = new Map<string, { role: Role; until: number }>();

  const check = (request: FastifyRequest, token: string): Role => {
    const { prefix } = networkOf(request);
    const wait = brake.waitSeconds(prefix);
    if (wait > 0) throw new Refusal('too-many-failures', { retrySeconds: wait });
    const role = tokens.roleOf(token);
    if (role === null) {
      brake.failed(prefix);
      throw new Refusal('not-signed-in');
    }
    brake.succeeded(prefix);
    return role;
  };

  app.post('/v1/session', async (request, reply) => {
    refuseForeign(request);
    const { value: body } = readJson(request.body);
    const token = typeof body === 'object' && body !== null && 'token' in body ? body.token : undefined;
    if (typeof token !== 'string') throw new Refusal('bad-shape', { path: '/token', detail: 'Expected: a text.' });
    const role = check(request, token);
    const id = randomBytes(32).toString('base64url');
    for (const [key, session] of sessions)
      if (session.until <= now() || sessions.size >= maxSessions) sessions.delete(key);
    sessions.set(hash(id), { role, until: now() + sessionSeconds * 1000 });
    return setCookie(request, reply, id, sessionSeconds).code(204).send();
  });

  app.delete('/v1/session', async (request, reply) => {
    refuseForeign(request);
    sessions.delete(hash(cookieIn(request)));
    return setCookie(request, reply, '', 0).code(204).send();
  });

  const setCookie = (request: FastifyRequest, reply: FastifyReply, id: string, seconds: number) =>
    reply.header(
      'set-cookie',
      `${cookieName}=${id}; Path=${base}; Max-Age=${seconds}; HttpOnly; SameSite=Strict${isSecure(request) ? '; Secure' : ''}`,
    );

  return {
    admit(request, allowed) {
      const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
      const session = bearer === undefined ? sessions.get(hash(cookieIn(request))) : undefined;
      const role =
        bearer === undefined ? (session && session.until > now() ? session.role : null) : check(request, bearer);
      if (role === null) throw new Refusal('not-signed-in');
      if (!allowed.includes(role)) throw new Refusal('not-allowed');
      return role;
    },
  };
}

/**
 * Only the collector's own page may sign in or out, or erase: a foreign page could else sign an analyst in as somebody else.
 *
 * The browser's own word comes first, since a proxy may change the host; without it (plain http) origin and host must
 * agree. Programs send neither; browsers always send one with a POST. Source: https://w3c.github.io/webappsec-fetch-metadata/
 */
export function refuseForeign(request: FastifyRequest): void {
  const { origin, host } = request.headers;
  const fetchSite = request.headers['sec-fetch-site'];
  const isOwn =
    fetchSite === undefined
      ? origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
      : fetchSite === 'same-origin';
  if (!isOwn) throw new Refusal('foreign-page');
}

function cookieIn(request: FastifyRequest): string {
  return new RegExp(`(?:^|;\\s*)${cookieName}=([A-Za-z0-9_-]+)`).exec(request.headers.cookie ?? '')?.[1] ?? '';
}

/** A session is known by its hash, so that a look into memory or a core file shows none that works. */
function hash(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}

function isSecure(request: FastifyRequest): boolean {
  return /^https:/.test(request.headers.origin ?? '');
}
