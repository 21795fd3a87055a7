import type { Config } from '../consent/config.ts';
import { element } from './element.ts';
import type { Host } from './host.ts';
import type { Speech } from './speech.ts';

/** The small way back, always there: a round button at the window's edge. */
export interface Entry {
  /** Shows or hides it; while the banner asks, the banner itself is the way. */
  show(visible: boolean): void;
  redraw(): void;
}

/** Creates the entry, unless the owner's page has its own link (`entry.kind: "link"`). */
export function createEntry(
  config: Config,
  speech: Speech,
  host: Host,
  open: (surface: 'preferences', from: HTMLElement) => void,
): Entry {
  const { kind, side, offsetPx } = config.entry;
  const button = element('button', {
    type: 'button',
    class: 'entry',
    'data-kelisim-action': 'settings',
    onclick: () => open('preferences', button),
  });
  button.style.setProperty(side, `${offsetPx}px`);
  const entry: Entry = {
    show(visible) {
      button.hidden = !visible || kind === 'link';
    },
    redraw() {
      button.title = speech.say('preferences.title');
    },
  };
  entry.redraw();
  entry.show(false);
  host.inside.append(button);
  return entry;
}
