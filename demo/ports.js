import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that cannot be had; the message names the variable that moves it. */
export class PortError extends Error {}

/** The three ports, and the variables that move them. */
const defaults = /** @type {const} */ ({ PORT: 8080, KELISIM_PORT: 8090, VIDEO_PORT: 8100 });

/** Both, because browsers differ in what they take "localhost" for. */
const loopback = ['127.0.0.1', '::1'];

/**
 * The ports to use, by variable. Throws a `PortError` for one that is no port, or for two that are the same.
 * @param {NodeJS.ProcessEnv} env
 */
export function readPorts(env) {
  const ports = Object.entries(defaults).map(([name, usual]) => {
    const given = env[name] || String(usual);
    const port = Number(given);
    if (!/^\d+$/.test(given) || port < 1 || port > 65_535)
      throw new PortError(`${name}=${given} is not a port; give a number from 1 to 65535, like ${name}=${usual}`);
    return /** @type {const} */ ([name, port]);
  });
  for (const [name, port] of ports) {
    const other = ports.find(([known, same]) => known !== name && same === port);
    if (other) throw new PortError(`${other[0]} and ${name} are both ${port}; give each a port of its own`);
  }
  return /** @type {Record<keyof typeof defaults, number>} */ (Object.fromEntries(ports));
}

/**
 * Throws a `PortError` for the first port that somebody else listens on, before anything is built or started.
 * @param {Record<string, number>} ports by variable
 */
export async function refuseTakenPorts(ports) {
  for (const [name, port] of Object.entries(ports)) {
    const probes = await listen(() => createServer(), port, name);
    await Promise.all(probes.map(close));
  }
}

/**
 * Listens on `port` of this machine alone, on every address that "localhost" stands for: one server each. Throws a
 * `PortError` where the port is taken.
 * @template {import('node:net').Server} Server
 * @param {() => Server} create
 * @param {number} port
 * @param {string} name the variable that moves the port
 * @returns {Promise<Server[]>}
 */
export async function listen(create, port, name) {
  const servers = [];
  for (const host of loopback) {
    const server = create();
    try {
      server.listen(port, host);
      await once(server, 'listening');
      servers.push(server);
    } catch (error) {
      const code = /** @type {NodeJS.ErrnoException} */ (error).code;
      // Machines without IPv6 have only one loopback.
      if (host === '::1' && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')) continue;
      await Promise.all(servers.map(close));
      if (code === 'EADDRINUSE')
        throw new PortError(`port ${port} is taken; choose another: ${name}=${port + 1} npm start`);
      if (code === 'EACCES')
        throw new PortError(`port ${port} may not be used by this account; choose one over 1023 with ${name}`);
      throw error;
    }
  }
  return servers;
}

/**
 * Ends a server: nobody new is let in, requests that run are answered, idle connections go.
 * @param {import('node:net').Server} server
 */
export const close = (server) =>
  new Promise((resolve) => {
    server.close(resolve);
    if ('closeIdleConnections' in server && typeof server.closeIdleConnections === 'function')
      server.closeIdleConnections();
  });
