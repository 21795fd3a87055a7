import { createHosts } from '../../src/ask/host.ts';
import { createSpeech } from '../../src/ask/speech.ts';
import { readTheme } from '../../src/ask/theme.ts';
import type { Config } from '../../src/consent/config.ts';
import { createConsent, type DecidingConsent } from '../../src/consent/consent.ts';
import type { Jar } from '../../src/consent/jar.ts';
import type { Trust } from '../../src/consent/trust.ts';
import { configOf } from '../consent/world.ts';

/** A jar that forgets with the page, so that each test starts unanswered. */
export function jarInMemory(text = ''): Jar & { text: string } {
  return {
    text,
    read() {
      return this.text;
    },
    write(next) {
      this.text = next;
    },
  };
}

/** A visitor whose answers a test gives: the real state, on a jar in memory. */
export function visitor(more: Partial<Config> = {}): {
  readonly config: Config;
  readonly consent: DecidingConsent;
  /** Answers, and resolves once every subscriber has heard of it. */
  decide(choices: Readonly<Record<string, boolean>>): Promise<void>;
} {
  const config = configOf(more);
  const consent = createConsent(config, jarInMemory(), {});
  return {
    config,
    consent,
    decide: (choices) =>
      new Promise((told) => {
        const end = consent.subscribe(() => {
          end();
          setTimeout(told);
        });
        consent.decide({ choices, surface: 'preferences', method: 'pointer', text: 'x', language: 'ru' });
      }),
  };
}

export const trust: Trust = { createScript: (text) => text, createScriptURL: (url) => url };

export const speechFor = (config: Config) => createSpeech(config);
export const hostsFor = (config: Config) => createHosts(config, 'none.css', async () => readTheme(config.theme));

/** Puts `html` into the page and answers where. A template's scripts are fresh, as in a page that was loaded. */
export function put(html: string): HTMLElement {
  const place = document.createElement('section');
  place.innerHTML = html;
  // What came by `innerHTML` counts as run already.
  for (const template of place.querySelectorAll('template'))
    for (const old of template.content.querySelectorAll('script')) {
      const fresh = document.createElement('script');
      for (const { name, value } of old.attributes) fresh.setAttribute(name, value);
      fresh.async = old.hasAttribute('async');
      fresh.text = old.text;
      old.replaceWith(fresh);
    }
  document.body.append(place);
  return place;
}

/** What `console.warn` said while `work` ran, a line a call. */
export async function warnings(work: () => unknown): Promise<unknown[][]> {
  const { warn } = console;
  const said: unknown[][] = [];
  console.warn = (...parts: unknown[]) => said.push(parts);
  try {
    await work();
  } finally {
    console.warn = warn;
  }
  return said;
}

/** A script of this page's that says `name` when it runs. */
export const saying = (name: string, pauseMs = 0) =>
  `data:text/javascript,${encodeURIComponent(
    `{const end=performance.now()+${pauseMs};while(performance.now()<end);ran.push('${name}')}`,
  )}`;

export const ran = (): string[] => {
  const page = window as unknown as { ran?: string[] };
  page.ran ??= [];
  return page.ran;
};
