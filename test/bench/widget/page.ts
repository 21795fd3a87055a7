import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { listen } from '../../support/stage.ts';
import { type Peer, peers, placeOf } from './peers.ts';

const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };
/** How many scripts wait for consent, each to work for a while. */
export const waiting = 20;
const work = 'window.ran = (window.ran || 0) + 1; for (const end = performance.now() + 2; performance.now() < end; );';

/** One page for all: words, a peer as its documentation has it, and twenty scripts that wait for consent where it can. */
const pageOf = (peer: Peer): string => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bench</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<script>
  window.seen = { shift: 0, paint: 0, interaction: 0 };
  const see = (type, take, more) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  see('layout-shift', (entry) => { seen.shift += entry.hadRecentInput ? 0 : entry.value; });
  see('paint', (entry) => { if (entry.name === 'first-contentful-paint') seen.paint = entry.startTime; });
  see('event', (entry) => { if (entry.interactionId) seen.interaction = Math.max(seen.interaction, entry.duration); }, { durationThreshold: 16 });
  const steps = ${JSON.stringify(peer.accept)};
  const find = () => steps.reduce((from, selector, at) => (at && from ? from.shadowRoot : from)?.querySelector(selector), document);
  // Whether a person who sees the button can hit it, frame by frame.
  const look = () => {
    const { left, top, width, height } = find()?.getBoundingClientRect() ?? {};
    const hit = width && document.elementFromPoint(left + width / 2, top + height / 2);
    const inner = hit?.shadowRoot?.elementFromPoint(left + width / 2, top + height / 2) ?? hit;
    if (inner && find().contains(inner) && Number(getComputedStyle(inner).opacity) > 0)
      return Object.assign(seen, { hitAt: performance.now(), x: left + width / 2, y: top + height / 2 });
    requestAnimationFrame(look);
  };
  if (steps) requestAnimationFrame(look);
</script>
${peer.head}</head><body><main><h1>A page</h1>${'<p>Words that a visitor came for, in a few lines of text.</p>'.repeat(30)}</main>
${peer.gated ? peer.gated(work).repeat(waiting) : ''}</body></html>`;

/** Serves the pages, and the files after brotli, as a good server would. */
export async function serveBench(): Promise<{ readonly url: string; readonly server: Server }> {
  const packed = new Map<string, Buffer>();
  const pack = (path: string) => {
    const found = packed.get(path) ?? brotliCompressSync(readFileSync(placeOf(path)));
    packed.set(path, found);
    return found;
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    const peer = peers.find(({ name }) => pathname === `/page/${encodeURIComponent(name)}`);
    const coding = { 'content-encoding': 'br', 'cache-control': 'no-store' };
    if (peer) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...coding });
      return response.end(brotliCompressSync(pageOf(peer)));
    }
    if (!/^\/(npm|kelisim)\//.test(pathname) || pathname.includes('..')) return response.writeHead(204).end();
    response.writeHead(200, { 'content-type': types[extname(pathname)] ?? 'text/plain', ...coding });
    return response.end(pack(pathname));
  });
  return { url: `http://localhost:${await listen(server)}`, server };
}
