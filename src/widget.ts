import type { Kelisim } from './consent/api.ts';
import { heard } from './consent/gates/watch.ts';
import { parseConfig } from './consent/parse.ts';
import { createTrust, type Trust } from './consent/trust.ts';
import { type Load, start } from './start.ts';
import type { OwnersConfig } from './wire/config.ts';

/** The digests of the chunks (SHA-256, base64); written in by the build, which makes the chunks first. */
declare const CHUNKS: Record<string, string>;

type Work = (api: Kelisim) => void;

const page = window as unknown as { kelisim?: Kelisim | (Work[] & { ready?: true }) };

// The tag can be met twice, also in two versions: the first one stays.
if (!page.kelisim?.ready) boot();

/** The script tag: configuration → consent → gates → ask if we must. Whatever fails leaves the page whole, all refused. */
async function boot() {
  const queue = page.kelisim;
  // An element with that id is no queue.
  const waiting = (Array.isArray(queue) ? queue : []) as Work[];
  page.kelisim = Object.assign(waiting, { ready: true as const });
  const tag = (document.currentScript ?? document.querySelector('script[src*="kelisim.js"]')) as HTMLScriptElement;
  try {
    const address = new URL(tag.src);
    const folder = new URL('.', address).href.replace(/\/v\/\d[^/]*\/$/, '/');
    const config = parseConfig(await readSettings(tag, address), folder);
    // A prerendered page has not been opened by anybody yet.
    if ((document as { prerendering?: boolean }).prerendering) await heard('prerenderingchange');
    const trust = createTrust();
    const load = createLoad(folder, trust);
    // Only a page that names a service of the catalogue pays for it.
    if (config.services.some(({ purpose }) => !purpose)) (await load('services')).addCatalogue(config, waiting);
    const api = start(config, load, trust, `${folder}kelisim.css`);
    page.kelisim = api;
    api.push(...waiting);
  } catch (error) {
    console.error(`kelisim: ${(error as Error).message}`);
    document.documentElement.dataset.kelisimGranted = 'necessary';
  }
}

/** Joins the settings: an attribute on the tag wins over its query, that over the JSON block, that over the file. */
async function readSettings(tag: HTMLScriptElement, address: URL): Promise<OwnersConfig> {
  const said = (name: string) => tag.getAttribute(`data-${name}`) ?? address.searchParams.get(name);
  // The block may stand below a tag that runs early.
  if (document.readyState === 'loading') await heard('DOMContentLoaded');
  const file = said('config');
  const block = document.getElementById('kelisim-config')?.textContent;
  let source = 'data-config';
  // biome-ignore lint/suspicious/noExplicitAny: what people typed; parsed next
  let raw: any;
  try {
    raw = file && (await (await fetch(file)).json());
    source = '#kelisim-config';
    raw = { ...raw, ...(block && JSON.parse(block)) };
  } catch (error) {
    throw Error(`${source}: ${error}`);
  }
  const { policy } = raw;
  for (const name of ['site', 'zone', 'collector']) if (said(name)) raw[name] = said(name);
  if (raw.collector === 'null') raw.collector = null;
  return {
    ...raw,
    policy: { ...policy, url: said('policy') ?? policy?.url, version: said('policy-version') ?? policy?.version },
  };
}

/** Fetches chunks from `folder`, each checked against its digest before it may run. */
function createLoad(folder: string, trust: Trust | null): Load {
  const load: Load = async (name) => {
    // They bring the digests of those that the core does not ask for.
    for (const more of [load.more ?? 'after', 'rest'] as const) if (!CHUNKS[name]) await load(more);
    const integrity = CHUNKS[name] as string;
    const url = `${folder + name}-${integrity.slice(0, 8).replace(/\W/g, '_')}.js`;
    if (trust)
      await new Promise((onload, onerror) => {
        const script = document.createElement('script');
        document.head.append(
          Object.assign(script, {
            type: 'module',
            crossOrigin: '',
            integrity: `sha256-${integrity}`,
            src: trust.createScriptURL(url),
            onload,
            onerror,
          }),
        );
      });
    const chunk = await import(url);
    Object.assign(CHUNKS, chunk.chunks);
    return chunk;
  };
  return load;
}
