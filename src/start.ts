import { createBanner } from './ask/banner.ts';
import { believe } from './ask/belief.ts';
import { element, linked } from './ask/element.ts';
import { createHosts, type Host } from './ask/host.ts';
import { createSpeech } from './ask/speech.ts';
import { createApi, type Kelisim, type Withdrawal } from './consent/api.ts';
import type { Config } from './consent/config.ts';
import { createConsent } from './consent/consent.ts';
import { holdForms } from './consent/gates/forms.ts';
import { heard, whenSeen } from './consent/gates/watch.ts';
import { createJar } from './consent/jar.ts';
import { readSignals } from './consent/signals.ts';
import type { Trust } from './consent/trust.ts';
import type { TelemetryChunks } from './telemetry/chunks.ts';
import type { Surface } from './ui/rest.ts';

/** What is loaded only when it is needed. */
export interface Chunks extends TelemetryChunks {
  agreement: typeof import('./ask/agreement.ts');
  erase: typeof import('./ask/leave.ts');
  seal: typeof import('./ask/seal.ts');
  after: typeof import('./after.ts');
  returning: typeof import('./returning.ts');
  gates: typeof import('./ask/gates.ts');
  rest: typeof import('./ui/rest.ts');
  preferences: typeof import('./ui/open.tsx');
  services: typeof import('./services/services.ts');
  written: typeof import('./ui/written.ts');
  receipts: typeof import('./receipts/receipts.ts');
  digest: typeof import('./receipts/sha256.ts');
  telemetry: typeof import('./telemetry/telemetry.ts');
  preact: typeof import('./ui/preact.ts');
  data: typeof import('./ui/data.tsx');
  declaration: typeof import('./ui/declaration.ts');
  toldru: typeof import('./words/told/ru.ts');
  toldkk: typeof import('./words/told/kk.ts');
  tolden: typeof import('./words/told/en.ts');
  ru: typeof import('./words/ru.ts');
  kk: typeof import('./words/kk.ts');
  en: typeof import('./words/en.ts');
}

/** Fetches a chunk; rejects where it cannot be had or is not what was built. */
export interface Load {
  <N extends keyof Chunks>(name: N): Promise<Chunks[N]>;
  /** What this page fetches anyway: it brings the digests of most others. */
  more?: 'returning' | 'after';
}

/**
 * Joins the rooms: the state, the gates that obey it, and what asks where it must. Both doors open on this.
 *
 * `sheetUrl` is the style sheet for browsers without `adoptedStyleSheets`. Everything a visitor has not said yes to
 * stays shut whatever fails in here.
 */
export function start(config: Config, load: Load, trust: Trust | null, sheetUrl: string): Kelisim {
  const signals = readSignals(navigator);
  const consent = createConsent(config, createJar(config.cookieDomain), signals);
  const { decision, subscribe, decide, isGranted } = consent;
  const speech = createSpeech(config);
  load.more = config.collector && isGranted('statistics') ? 'returning' : 'after';
  const more = load(load.more).catch(() => {
    load.more = 'after';
    return load('after');
  });
  const makeHost = createHosts(config, sheetUrl, () => more.then((chunk) => chunk.readTheme(config.theme)));
  const root = document.documentElement;
  const warn = (error: unknown) => console.warn('kelisim:', error);

  function open(surface: Surface, from?: HTMLElement) {
    load('rest')
      .then((rest) => rest.openSurface({ ...world, from, surface }))
      .catch(warn);
  }

  let host: Host | undefined;
  /** Who has answered sees it late, when the page is there. Drawn before it is shown: the browser then styles it once. */
  async function show({ host }: Host) {
    // A page that nobody looks at asks nothing.
    await (document.hidden && heard('visibilitychange'));
    root.insertBefore(host, document.body);
    // Above all that the page stacks, and out of reach of what it does to its root (transform, filter, opacity).
    host.popover = 'manual';
    host.showPopover?.();
  }
  const erased = () => aftermath;
  const world = {
    config,
    consent,
    speech,
    get host() {
      if (!host) {
        host = makeHost('kelisim-consent');
        show(host);
      }
      return host;
    },
    makeHost,
    element,
    linked,
    believe,
    // Where what checks it cannot be had, neither can the proof of a yes: then there is none.
    isFair: (accept: HTMLElement, refuse: HTMLElement) =>
      more.then((chunk) => chunk.isFair(accept, refuse, world.host.host), warn),
    whenSeen,
    trust,
    signals,
    load,
    open,
    withdraw,
    erased,
    redraw: () => banner.redraw(),
  };
  const banner = createBanner(world);

  const obey = () => {
    root.dataset.kelisimGranted = (decision()?.granted ?? ['necessary']).join(' ');
    banner.ask(consent.mustAsk());
  };
  whenSeen('[data-kelisim],[data-kelisim-else]')
    .then(() => load('gates'))
    .then((chunk) => chunk.attendGates(world))
    .catch(warn);
  holdForms(async () => (await load('agreement')).createAgreement(config, speech, load));
  obey();
  const after = more.then((chunk) => chunk.goOn(world)).catch(warn);
  subscribe(obey);
  subscribe((detail) => document.dispatchEvent(new CustomEvent('kelisim:decision', { detail })));

  let aftermath: Promise<Withdrawal> | undefined;
  consent.onAct((act, before) => {
    aftermath = more.then((chunk) => chunk.follow(world, act, before));
    aftermath.catch(warn);
  });
  async function withdraw() {
    const choices = Object.fromEntries(consent.answerable.map((id) => [id, false]));
    // An owner's button calls this: Enter on it makes a click that counts no presses.
    const method = (window.event as UIEvent | undefined)?.detail === 0 ? 'keyboard' : 'pointer';
    decide({ choices, surface: 'preferences', method, text: '', language: speech.language });
    const unsure = () => ({ removed: [], remaining: config.services.map(({ name }) => name) });
    return (aftermath as Promise<Withdrawal>).catch(unsure);
  }

  // Opening the store would make one, and before an answer nothing lies on the device.
  const receipt = async () => decision() && (await load('receipts')).newest();
  return createApi(consent, { open, withdraw, receipt }, async (purpose) => (await (await after)?.())?.(purpose));
}
