import type { Config } from '../consent/config.ts';
import { element } from './element.ts';
import type { Host } from './host.ts';
import type { Speech } from './speech.ts';

/**
 * Creates the small way back, always there: a round button at the window's edge, unless the owner's page has its own
 * link (`entry.kind: "link"`). While the banner asks, that is the way, and the looks hide this one. Answers what names
 * it anew after a change of language.
 */
export function createEntry(
  config: Config,
  speech: Speech,
  host: Host,
  open: (surface: 'preferences', from: HTMLElement) => void,
): () => void {
  const { kind, side, offsetPx } = config.entry;
  const button = element('button', {
    type: 'button',
    class: 'entry',
    'data-kelisim-action': 'settings',
    onclick: () => open('preferences', button),
  });
  button.style.setProperty(side, `${offsetPx}px`);
  if (kind !== 'link') host.inside.append(button);
  const name = () => {
    button.title = speech.say('preferences.title');
  };
  name();
  return name;
}
