import { readFileSync } from 'node:fs';
import { createServer, request as forward } from 'node:http';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { listen } from '../../support/stage.ts';
import { type Peer, peers, setupOf } from './peers.ts';

/** One request as it came in, beside those for pages. */
export interface Asked {
  readonly at: number;
  readonly path: string;
  /** A script or style sheet, or something that the page tells. */
  readonly isFile: boolean;
  /** Of a file as it was answered, of anything else as it was sent. */
  bytes: number;
}

/** The one server behind all pages: theirs, the peers' files after brotli, and our collector below `/kelisim/`. */
export interface Door {
  readonly url: string;
  readonly asked: Asked[];
  close(): void;
}

const modules = new URL('../node_modules', import.meta.url).pathname;

/**
 * One page for all: text with links, a button that has work to do, one that goes on without loading, and a peer as its
 * documentation has it.
 */
const pageOf = ({ tags }: Peer) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bench</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<script>
  window.interactions = new Map();
  new PerformanceObserver((list) => list.getEntries().forEach(({ interactionId, duration }) => interactionId &&
    interactions.set(interactionId, Math.max(interactions.get(interactionId) ?? 0, duration))))
    .observe({ type: 'event', durationThreshold: 16 });
</script></head><body><h1>A page</h1><button id="work">work</button> <button id="next">next</button><p id="said"></p>
<main>${'<p><a href="/doctors">Words that a visitor came for</a>, in a few lines of text.</p>'.repeat(300)}</main>
<script src="/work.js"></script>
<script>next.addEventListener('click', () => history.pushState({}, '', '/next'));</script>${tags}</body></html>`;

/** The page's own work, apart from what it calls of a peer's. */
const work = `for (const button of document.querySelectorAll('button')) button.addEventListener('click', () => {
  for (let n = 0; n < 4e6; n++) Math.imul(n, n);
  said.textContent += 'x';
});`;

export async function openDoor(collector: string): Promise<Door> {
  const packed = new Map<string, Buffer>();
  const pack = (path: string, read: () => string | Buffer) => {
    const found = packed.get(path) ?? brotliCompressSync(read());
    packed.set(path, found);
    return found;
  };
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    const peer = peers.find(({ name }) => pathname === `/page/${encodeURIComponent(name)}`);
    if (peer || pathname === '/left') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      return response.end(peer ? pageOf(peer) : '<!doctype html><link rel="icon" href="data:,"><title>Left</title>');
    }
    if (pathname === '/work.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(work);
    const isFile = /\.(?:js|css)$/.test(pathname) && !/\/array\//.test(pathname);
    const seen: Asked = { at: Date.now(), path: pathname, isFile, bytes: body.length };
    asked.push(seen);
    if (pathname.startsWith('/kelisim/')) {
      const { method = 'GET', headers } = request;
      const onward = forward(collector + pathname.slice('/kelisim'.length), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        if (isFile) answer.on('data', (part) => (seen.bytes += part.length));
        answer.pipe(response);
      });
      return onward.end(body);
    }
    // What PostHog asks its service for before it works: settings, flags, and further scripts of its own package.
    const file = pathname.replace(/^\/post\/posthog\/static\//, '/npm/posthog-js/dist/');
    const setup = setupOf(pathname);
    if (setup || /^\/npm\/(?!.*\.\.)/.test(file)) {
      const found = pack(pathname, () => setup ?? readFileSync(join(modules, file.slice('/npm/'.length))));
      response.writeHead(200, { 'content-type': 'text/javascript', 'content-encoding': 'br' });
      seen.bytes = found.length;
      return response.end(found);
    }
    if (pathname.startsWith('/post/')) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    else response.writeHead(404).end();
  });
  return {
    url: `http://localhost:${await listen(server)}`,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
