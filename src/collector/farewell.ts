import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Requests that have not come whole so long after the collector was told to stop are given up; service managers wait ten seconds. */
const patienceMs = 5000;

/**
 * Ends the connections that would keep a server from closing; answers what to call when it begins to, which answers what
 * to call when it has closed.
 *
 * For Node a connection on which nothing was ever said is not idle, and browsers open such ones in advance. Nor is one
 * waited for that speaks slowly: nothing of it has been acknowledged.
 */
export function sayFarewell(server: Server): () => () => void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return () => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    const timer = setTimeout(() => server.closeAllConnections(), patienceMs);
    return () => clearTimeout(timer);
  };
}
