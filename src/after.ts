import type { EntryWorld } from './ask/entry.ts';
import { reach } from './ask/reach.ts';
import { tellClamped } from './ask/theme.ts';
import type { DecidingConsent } from './consent/consent.ts';
import { whenSeen } from './consent/gates/watch.ts';
import type { Load } from './start.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import type { Surface } from './ui/rest.ts';
import { telemetryPurposes } from './wire/purposes.ts';

export { readTheme } from './ask/theme.ts';

/** What `start` hands on. */
export interface AfterWorld extends EntryWorld {
  readonly consent: DecidingConsent;
  readonly load: Load;
  open(surface: Surface, from?: HTMLElement): void;
}

/**
 * Goes on, on every page, with what asking, holding and remembering can do without: the way back, the keyboard's path,
 * telemetry, receipts that wait, and what the owner's page opens. A chunk of its own, fetched when the banner is drawn.
 * Answers what starts our telemetry where a yes has opened it, for the owner's interface.
 */
export function goOn(world: AfterWorld): () => Promise<Telemetry | undefined> {
  const { config, consent, load, open } = world;
  const { decision, isGranted } = consent;

  // Our own telemetry is one more gate: nothing of it is fetched before a yes.
  let telemetry: Promise<Telemetry> | undefined;
  async function measure() {
    if (config.collector && isSecureContext && telemetryPurposes.some(isGranted))
      telemetry ??= load('telemetry').then((chunk) => chunk.createTelemetry({ config, consent, load, onReceipt }));
    return telemetry;
  }

  // A receipt that waits to be posted outlives the page of its answer, a withdrawal too. Asking makes no database.
  const onReceipt = () => load('receipts').then((chunk) => chunk.postDue(config));
  async function postWaiting() {
    const bases = decision() && (await indexedDB.databases?.());
    if (bases?.some(({ name }) => name === 'kelisim') ?? decision()?.granted[1]) await onReceipt();
  }

  reach(world);
  tellClamped(config.theme);
  addEventListener('click', (event) => {
    // Not by `closest`: a form whose field has that name has the field there.
    const opener = (event.composedPath() as HTMLElement[]).find(({ dataset }) => dataset?.kelisimOpen);
    if (!opener) return;
    event.preventDefault();
    open(opener.dataset.kelisimOpen as Surface, opener);
  });
  whenSeen('[data-kelisim-declaration]').then(() => open('declaration'));
  const obey = () => measure().catch(console.warn);
  consent.subscribe(obey);
  obey();
  // Telemetry looks into the storage anyway, and tells of one.
  if (!telemetry) postWaiting().catch(console.warn);
  return measure;
}
