import type { Config } from '../consent/config.ts';
import type { DecidingConsent } from '../consent/consent.ts';
import { erase } from '../consent/gates/erase.ts';
import { leave as en } from '../words/en.ts';
import { leave as kk } from '../words/kk.ts';
import { leave as ru } from '../words/ru.ts';
import type { Host } from './host.ts';
import type { Speech } from './speech.ts';

export { erase };

/** What leaving needs of the core. */
export interface LeaveWorld {
  readonly config: Config;
  readonly consent: DecidingConsent;
  readonly speech: Speech;
  readonly host: Host;
}

const texts = { ru, kk, en };
/** How many tenths of a second a visitor has to read in our dialog what remains; chosen, not measured. */
const reading = 50;

/**
 * Erases what a refused service still has here (written after an earlier withdrawal, or under another path), and
 * prepares the leaving of a page with a running script whose purpose is withdrawn: it cannot be unrun. Answers what cuts
 * it off from the network at once and, when `erased` is done, reloads; words that a person has typed are asked about
 * first. Offline the page is cut off, and reloads when the network is back.
 */
export function createLeave({ config, consent, speech, host }: LeaveWorld): (erased?: Promise<unknown>) => void {
  const eraseRefused = () => erase(config, consent, consent.decision()?.refused ?? []).catch(console.warn);
  const typed = new WeakSet<EventTarget>();
  addEventListener('input', ({ target }) => target && typed.add(target), true);
  let isLeaving = false;

  /** Frameworks keep a field's default equal to its value, and a browser fills in words without an event. */
  const isTyped = (field: HTMLInputElement) =>
    (field.value ?? field.textContent) && (typed.has(field) || field.value !== field.defaultValue);

  async function reload() {
    const dialog = host.inside.querySelector('dialog');
    for (let left = reading; dialog?.isConnected && left--; ) await pause(100);
    // Being online is said before it is so.
    if (!navigator.onLine) await new Promise((back) => addEventListener('online', back)).then(() => pause(1000));
    const fields = document.querySelectorAll<HTMLInputElement>('input:not([type=hidden]),textarea,[contenteditable]');
    if ([...fields].some(isTyped) && !confirm(speech.say('leave', {}, texts[speech.language]))) return;
    await eraseRefused();
    location.reload();
  }

  eraseRefused();
  return (erased) => {
    if (isLeaving) return;
    isLeaving = true;
    cutOff(config);
    Promise.resolve(erased).then(eraseRefused, eraseRefused).then(reload);
  };
}

const pause = (ms: number) => new Promise((later) => setTimeout(later, ms));

/**
 * Cuts the page off from the network but for our own files and collector: captured references and timers are stopped by
 * nothing else.
 *
 * Source: https://www.w3.org/TR/CSP3/ (a policy added later holds from then on).
 */
function cutOff({ collector }: Config) {
  const ours = new URL('.', import.meta.url).href;
  const stop = document.createElement('meta');
  stop.httpEquiv = 'Content-Security-Policy';
  stop.content = `default-src 'none';script-src ${ours};style-src 'unsafe-inline' ${ours};connect-src ${collector ? `${collector}v1/` : "'none'"}`;
  document.head.append(stop);
  // A policy closes no socket that is open, and does not reach into a frame that was made before it.
  WebSocket.prototype.send = () => undefined;
  for (const frame of document.querySelectorAll('iframe:not([src]):not([data-kelisim])')) frame.remove();
}
