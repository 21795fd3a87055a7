import type { Config } from '../consent/config.ts';
import type { element as makeElement } from './element.ts';
import type { Host } from './host.ts';
import type { Speech } from './speech.ts';

/** What the entry needs of the core. */
export interface EntryWorld {
  readonly config: Config;
  readonly speech: Speech;
  readonly host: Host;
  readonly element: typeof makeElement;
  open(surface: 'preferences', from: HTMLElement): void;
  redraw(): void;
}

/**
 * Creates the small way back, always there: a round button at the window's edge, unless the owner's page has its own
 * link (`entry.kind: "link"`). While the banner asks, that is the way, and the looks hide this one.
 */
export function createEntry(world: EntryWorld): void {
  const { config, speech, host, element, redraw } = world;
  const { kind, side = 'left', offsetPx = 16 } = config.entry;
  const button = element('button', {
    type: 'button',
    class: 'entry',
    'data-kelisim-action': 'settings',
    onclick: () => world.open('preferences', button),
  });
  button.style.setProperty(side, `clamp(0px,${offsetPx}px,80vw)`); // never out of reach
  const name = () => {
    button.title = speech.say('preferences.title');
  };
  name();
  world.redraw = () => {
    redraw();
    name();
  };
  if (kind !== 'link') host.inside.append(button);
}
