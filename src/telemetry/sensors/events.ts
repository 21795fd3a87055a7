import { dayOf } from '../../wire/calendar.ts';
import type { TelemetryConfig } from '../../wire/config.ts';
import { scrub } from '../../wire/scrub.ts';
import { reach } from '../goals.ts';
import { claim } from '../made.ts';
import type { Outbox } from '../outbox.ts';

/**
 * Answers the owner's `track`: an event named in the configuration with its named properties, short scalars, scrubbed.
 * What is not named there is dropped with a warning. A click on `data-kelisim-event` is the same.
 */
export function watchEvents(outbox: Outbox, telemetry: TelemetryConfig, zone: string) {
  function track(name: string, given: Record<string, unknown> = {}) {
    const declared = telemetry.events?.[name];
    if (!declared)
      return console.warn(`kelisim: the event "${name}" is not in the configuration; add it to telemetry.events`);
    const props = Object.fromEntries(
      (declared.props ?? [])
        .map((prop) => [prop, typeof given[prop] === 'string' ? scrub(given[prop]) : given[prop]] as const)
        .filter(([, value]) => /^[sbn]/.test(typeof value)),
    );
    outbox.record((kept, at) => {
      const day = dayOf(at, zone);
      return [
        {
          kind: 'event',
          name,
          new: claim(kept, `event ${name}`, day),
          props: Object.keys(props).length ? props : undefined,
        },
        ...reach(kept, telemetry, day, (target) => typeof target !== 'string' && target.event === name),
      ];
    });
  }
  addEventListener('click', ({ target }) => {
    const name = (target as Element).closest('[data-kelisim-event]')?.getAttribute('data-kelisim-event');
    if (name) track(name);
  });
  return track;
}
