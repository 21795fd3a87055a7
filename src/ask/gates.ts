import type { Config } from '../consent/config.ts';
import type { DecidingConsent } from '../consent/consent.ts';
import { attend } from '../consent/gates/attend.ts';
import type { Trust } from '../consent/trust.ts';
import type { MakeHost } from './host.ts';
import type { Speech } from './speech.ts';
import { createViews } from './views.ts';

/**
 * Attends the page's gates and draws what stands in for the shut ones.
 *
 * A chunk of its own: markup waits shut by itself (a template, `text/plain`, `hidden`), so that only pages with gates
 * load it. Where a script has run whose purpose is withdrawn, the page is cut off and, once `erased` is done, reloaded.
 */
export function attendGates(
  config: Config,
  consent: DecidingConsent,
  speech: Speech,
  makeHost: MakeHost,
  trust: Trust | null,
  erased: () => Promise<unknown> | undefined,
): void {
  const live = attend(config, consent, createViews(makeHost, consent, speech), trust);
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
