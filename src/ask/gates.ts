import type { Config } from '../consent/config.ts';
import { attend } from '../consent/gates/attend.ts';
import type { Trust } from '../consent/trust.ts';
import { createViews, type ViewsWorld } from './views.ts';

/** What the gates need of the core, its tools included, so that no visitor carries them twice. */
export interface GatesWorld extends ViewsWorld {
  readonly config: Config;
  readonly trust: Trust | null;
  /** Settles once what a withdrawal takes away is erased. */
  erased(): Promise<unknown> | undefined;
}

/**
 * Attends the page's gates and draws what stands in for the shut ones.
 *
 * A chunk of its own: markup waits shut by itself (a template, `text/plain`, `hidden`), so that only pages with gates
 * load it. Where a script has run whose purpose is withdrawn, the page is cut off and, once `erased` is done, reloaded.
 */
export function attendGates(world: GatesWorld): void {
  const { config, consent, trust, erased } = world;
  const live = attend(config, consent, createViews(world), trust);
  consent.onAct((_act, before) => {
    if (!before?.granted.some((purpose) => live.has(purpose) && !consent.isGranted(purpose))) return;
    // A running script cannot be unrun: it is cut off from the network at the click, and goes with the reload.
    const stop = document.createElement('meta');
    stop.httpEquiv = 'Content-Security-Policy';
    stop.content = `connect-src ${config.collector ?? "'none'"};img-src 'none';frame-src 'none'`;
    document.head.append(stop);
    setTimeout(() => Promise.resolve(erased()).finally(reload));
  });
}

/** Reloads, but not over words that a person is typing: then they are asked. */
function reload() {
  const fields = [...document.querySelectorAll<HTMLInputElement>('input:not([type=hidden]),textarea')];
  if (!fields.some((field) => field.value !== field.defaultValue) || confirm('↻ ?')) location.reload();
}
