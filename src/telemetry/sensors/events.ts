import type { TelemetryConfig } from '../../wire/config.ts';
import { scrub } from '../../wire/scrub.ts';
import { eventMark, reach } from '../goals.ts';
import { claim } from '../made.ts';
import type { Outbox } from '../outbox.ts';

/** Reports an event of the owner's. */
export type Track = (name: string, props?: Record<string, unknown>) => void;

const longestText = 100;

/**
 * Answers the owner's `track`: an event named in the configuration with its named properties, short scalars, scrubbed.
 * What is not named there is dropped with a warning. A click on `data-kelisim-event` is the same.
 */
export function watchEvents(outbox: Outbox, telemetry: TelemetryConfig): Track {
  const track: Track = (name, given = {}) => {
    const declared = telemetry.events?.[name];
    if (!declared) return console.warn(`kelisim: the event "${name}" is not in telemetry.events; add it there`);
    const props: Record<string, unknown> = {};
    for (const [prop, value] of Object.entries(given)) {
      if (!declared.props?.includes(prop))
        console.warn(`kelisim: the event "${name}" has no "${prop}" in telemetry.events; it is left out`);
      else if (typeof value === 'string') props[prop] = scrub(value, longestText);
      else if (typeof value === 'boolean' || Number.isFinite(value)) props[prop] = value;
    }
    outbox.record((kept, day) => [
      {
        kind: 'event',
        name,
        new: claim(kept, `event ${name}`, day),
        props: Object.keys(props).length ? props : undefined,
      },
      ...reach(kept, telemetry, day, [eventMark + name]),
    ]);
  };
  addEventListener('click', ({ target }) => {
    const name = (target as Element).closest<HTMLElement>('[data-kelisim-event]')?.dataset.kelisimEvent;
    if (name) track(name);
  });
  return track;
}
