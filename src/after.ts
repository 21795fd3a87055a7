import type { EntryWorld } from './ask/entry.ts';
import { reach } from './ask/reach.ts';
import { tellClamped } from './ask/theme.ts';
import type { Withdrawal } from './consent/api.ts';
import { type Act, type DecidingConsent, type Decision, painted } from './consent/consent.ts';
import type { Load } from './start.ts';
import type { createTelemetry, Telemetry } from './telemetry/telemetry.ts';
import type { Surface } from './ui/rest.ts';
import { telemetryPurposes } from './wire/purposes.ts';

export { isFair } from './ask/fair.ts';
export { readTheme } from './ask/theme.ts';

/** What `start` hands on. */
export interface AfterWorld extends EntryWorld {
  readonly consent: DecidingConsent;
  readonly load: Load;
  open(surface: Surface, from?: HTMLElement): void;
  whenSeen(selector: string): Promise<void>;
}

/**
 * Keeps the receipt of an answer that opened or closed something, and erases; a first refusal leaves nothing but the
 * cookie. The click paints first.
 */
export async function follow(
  { config, consent, load }: AfterWorld,
  act: Act,
  before: Decision | null,
): Promise<Withdrawal> {
  if (!before?.granted[1] && !consent.decision()?.granted[1]) return { removed: [], remaining: [] };
  await painted();
  return (await load('receipts')).follow(config, consent, act, before, load);
}

/**
 * Goes on, on every page, with what asking, holding and remembering can do without: the way back, the keyboard's path,
 * telemetry, receipts that wait, and what the owner's page opens. A chunk of its own, fetched when the banner is drawn.
 * Answers what starts our telemetry where a yes has opened it, for the owner's interface.
 */
export function goOn(world: AfterWorld, create?: typeof createTelemetry): () => Promise<Telemetry | undefined> {
  const { config, consent, load, open } = world;
  const { decision, isGranted } = consent;

  // Our own telemetry is one more gate: nothing of it is fetched before a yes.
  let telemetry: Promise<Telemetry> | undefined;
  async function measure() {
    if (config.collector && isSecureContext && telemetryPurposes.some(isGranted))
      telemetry ??= (async () => {
        const make = create ?? (await load('telemetry')).createTelemetry;
        return make({ config, consent, load, onReceipt });
      })();
    return telemetry;
  }

  // A receipt that waits to be posted outlives the page of its answer, a withdrawal too. Asking makes no database.
  const onReceipt = () => load('receipts').then((chunk) => chunk.postDue(config));
  async function postWaiting() {
    const bases = decision() && (await indexedDB.databases?.());
    if (bases?.some(({ name }) => name === 'kelisim') ?? decision()?.granted[1]) await onReceipt();
  }

  // Where nothing is asked, what is there to help with can wait until the page is drawn.
  const idle = consent.mustAsk()[0] ? undefined : window.requestIdleCallback;
  if (idle) idle(() => reach(world), { timeout: 1000 });
  else reach(world);
  tellClamped(config.theme);
  addEventListener('click', (event) => {
    // Not by `closest`: a form whose field has that name has the field there.
    const opener = (event.composedPath() as HTMLElement[]).find(({ dataset }) => dataset?.kelisimOpen);
    if (!opener) return;
    event.preventDefault();
    open(opener.dataset.kelisimOpen as Surface, opener);
  });
  world.whenSeen('[data-kelisim-declaration]').then(() => open('declaration'));
  const obey = () => measure().catch(console.warn);
  consent.subscribe(obey);
  obey();
  // Telemetry looks into the storage anyway, and tells of one.
  if (!telemetry) postWaiting().catch(console.warn);
  return measure;
}
