import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { listen } from '../../support/stage.ts';
import { type Peer, peers, placeOf } from './peers.ts';

/** What a page of ours has seen of itself; times in milliseconds since its navigation began. */
export interface Seen {
  /** Layout shifts without an input before them, summed. */
  readonly shift: number;
  /** The first contentful paint. */
  readonly paint: number;
  /** The longest event of an interaction; Chrome tells those of 16 ms and more, in steps of 8. */
  readonly interaction: number;
}

const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };
/** How many scripts wait for consent, each to work for a while. */
export const waiting = 20;
const work = 'window.ran = (window.ran || 0) + 1; for (const end = performance.now() + 2; performance.now() < end; );';

/** A press that is not believed is followed by the next; longer than any of the peers takes to remember an answer. */
const patienceMs = 500;

/**
 * `spot()`: the middle of accept, if somebody who sees it hits it there. Empty while it is not there, transparent or
 * covered.
 */
const spot = ({ accept }: Peer) => `
  const find = () => ${JSON.stringify(accept)}.reduce((from, selector, at) => (at && from ? from.shadowRoot : from)?.querySelector(selector), document);
  window.spot = () => {
    const button = find();
    const { left, top, width, height } = button?.getBoundingClientRect() ?? {};
    const [x, y] = [left + width / 2, top + height / 2];
    const hit = width && document.elementFromPoint(x, y);
    const inner = hit?.shadowRoot?.elementFromPoint(x, y) ?? hit;
    const seen = inner && button.contains(inner) && inner.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return seen ? x + ' ' + y : '';
  };`;

/**
 * Asks for a press (\`press('x y')\`) as soon as accept can be hit and stands still from one frame to the next, until one
 * is remembered; then tells when that press was made.
 */
const watch = ({ remembered }: Peer) => `
  let [before, asked, pressed] = ['', -Infinity, 0];
  addEventListener('click', ({ timeStamp }) => { pressed = timeStamp; }, true);
  const look = () => {
    if (pressed && ${remembered}) return press('believed ' + pressed);
    const now = spot();
    if (now && now === before && performance.now() > asked + ${patienceMs}) {
      asked = performance.now();
      press(now);
    }
    before = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);`;

const observe = `
  window.seen = { shift: 0, paint: 0, interaction: 0 };
  const see = (type, take, more) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  see('layout-shift', (entry) => { seen.shift += entry.hadRecentInput ? 0 : entry.value; });
  see('paint', (entry) => { if (entry.name === 'first-contentful-paint') seen.paint = entry.startTime; });
  see('event', (entry) => { if (entry.interactionId) seen.interaction = Math.max(seen.interaction, entry.duration); }, { durationThreshold: 16 });`;

/**
 * One page for all: words, a peer as its documentation has it, and twenty scripts that wait for consent where it can.
 * Only the page that `watches` looks for accept in every frame: that costs more than a small widget does.
 */
const pageOf = (peer: Peer, watches: boolean): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Bench</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<script>${observe}${peer.accept ? spot(peer) : ''}${watches ? watch(peer) : ''}</script>
${peer.head}</head><body><main><h1>A page</h1>${'<p>Words that a visitor came for, in a few lines of text.</p>'.repeat(30)}</main>
${peer.gated ? peer.gated(work).repeat(waiting) : ''}</body></html>`;

/** Serves the pages (`/page/{peer}`, with `?watch` one that asks for presses), and the files after brotli. */
export async function serveBench(): Promise<{ readonly url: string; readonly server: Server }> {
  const packed = new Map<string, Buffer>();
  const pack = (path: string) => {
    const found = packed.get(path) ?? brotliCompressSync(readFileSync(placeOf(path)));
    packed.set(path, found);
    return found;
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
    const peer = peers.find(({ name }) => pathname === `/page/${encodeURIComponent(name)}`);
    const coding = { 'content-encoding': 'br', 'cache-control': 'no-store' };
    if (peer) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...coding });
      return response.end(brotliCompressSync(pageOf(peer, searchParams.has('watch'))));
    }
    if (!/^\/(npm|kelisim)\//.test(pathname) || pathname.includes('..')) return response.writeHead(204).end();
    response.writeHead(200, { 'content-type': types[extname(pathname)] ?? 'text/plain', ...coding });
    return response.end(pack(pathname));
  });
  return { url: `http://localhost:${await listen(server)}`, server };
}
