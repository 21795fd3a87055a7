import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { room, roomLanguage } from './room.js';

const files = new Map(
  [
    { path: '/meet.css', type: 'text/css' },
    { path: '/camera.svg', type: 'image/svg+xml' },
  ].map(({ path, type }) => [path, { type, bytes: readFileSync(new URL(`.${path}`, import.meta.url)) }]),
);

/**
 * A stand-in for a foreign video service, not yet listening: a waiting room that does what such services do, it sets a
 * cookie of its own as soon as it is loaded. The cookie is HttpOnly because browsers keep one jar for all ports of
 * localhost: a real service's cookie would be out of the clinic's sight, so this one is too.
 *
 * `clinic` is the origin that may frame the room.
 * @param {{ clinic: string }} options
 */
export const createMeet = ({ clinic }) =>
  createServer((request, response) => {
    const headers = {
      'Content-Security-Policy': `default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors ${clinic}`,
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    };
    const url = new URL(`http://meet${request.url}`);
    const file = files.get(url.pathname);
    if (file) {
      response.writeHead(200, { ...headers, 'Content-Type': `${file.type}; charset=utf-8` });
      return response.end(file.bytes);
    }
    const isRoom = /^\/(room\/[a-z-]+)?$/.test(url.pathname);
    response.writeHead(isRoom ? 200 : 404, {
      ...headers,
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      ...(isRoom && { 'Set-Cookie': 'meet_visitor=stand-in; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax' }),
    });
    response.end(room(roomLanguage(url.searchParams.get('lang')), isRoom));
  });
