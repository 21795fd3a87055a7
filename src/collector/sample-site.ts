import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeclaredLists } from './declared.ts';
import type { Journal } from './journal.ts';
import { type Ledger, openLedger } from './ledger.ts';
import type { Settings } from './settings.ts';
import { nothingDeclared, type Site } from './sites.ts';

/** The name under which made-up traffic is shown; no real site may have it. */
export const sampleSiteName = 'sample';

/** `{data}/sample/`: a ledger of its own, so that made-up traffic is never stored with real data (requirements R-10). */
export const sampleFolder = (data: string) => join(data, 'sample');

/** `sample.json` in that folder; written last, so that a half-made sample is not shown. */
export interface SampleNote {
  readonly zone: string;
  readonly routes: readonly string[];
  /** What else the made-up owner declared; older samples declared nothing else. */
  readonly declared?: Partial<DeclaredLists>;
  /** The instant at which the made-up time stands still. */
  readonly until: number;
}

/** The made-up site as the collector knows it: it lists no origin, so nothing can arrive at it. */
export function sampleSite(note: SampleNote): Site {
  return {
    name: sampleSiteName,
    origins: [],
    zone: note.zone,
    declared: { ...nothingDeclared, ...note.declared, routes: note.routes },
    sample: true,
  };
}

/** Opens the sample beside the data, if `kelisim sample` has made one; its clock stands still, so it never changes. */
export async function openSample(
  settings: Settings,
  journal: Journal,
): Promise<{ readonly site: Site; readonly ledger: Ledger } | null> {
  const folder = sampleFolder(settings.data);
  const unreadable = `the sample in ${folder} cannot be read and is not shown; make it again with kelisim sample`;
  let note: SampleNote;
  try {
    note = JSON.parse(await readFile(join(folder, 'sample.json'), 'utf8')) as SampleNote;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    journal('warn', unreadable);
    return null;
  }
  const site = sampleSite(note);
  try {
    const ledger = await openLedger({
      folder,
      sites: { [site.name]: { zone: site.zone, declared: site.declared } },
      k: settings.k,
      searchK: settings.searchK,
      searchDays: settings.searchDays,
      releaseSeconds: settings.releaseSeconds,
      runFolder: null,
      now: () => note.until,
      timer: false,
    });
    return { site, ledger };
  } catch (error) {
    // Made-up traffic must not keep the real from being counted.
    journal('warn', unreadable, { error: error instanceof Error ? error.message : 'unknown' });
    return null;
  }
}
