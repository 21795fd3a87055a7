import { scrub } from '../../wire/scrub.ts';
import type { ExtrasWorld } from '../extras.ts';
import { eventMark, type Reach } from '../goals.ts';

/** Reports an event of the owner's. Never throws, whatever it is given. */
export type Track = (name: unknown, props?: unknown) => void;

const longestText = 100;
/** The collector refuses an event with more, and what travels with it. */
const mostProps = 5;

/**
 * Answers the owner's `track`: an event named in the configuration with its named properties, short scalars, scrubbed.
 * What is not named there is dropped with a warning.
 */
export function watchEvents({ outbox, telemetry, claim }: ExtrasWorld, reach: Reach): Track {
  const declared = new Map(Object.entries(telemetry.events ?? {}));
  const warn = (what: string) => console.warn(`kelisim: ${what} in telemetry.events`);
  const track: Track = (name, given) => {
    const event = declared.get(name as string);
    // Not everything that can be handed in can be written as text.
    if (!event) return warn(`the event "${typeof name === 'string' ? name : typeof name}" is not`);
    const props: Record<string, unknown> = {};
    try {
      for (const [prop, value] of Object.entries(given ?? {})) {
        if (!event.props?.slice(0, mostProps).includes(prop)) warn(`"${prop}" of the event "${name}" is not`);
        else if (/^(str|boo)/.test(typeof value)) props[prop] = value;
        // More digits would be taken for somebody's number.
        else if (Number.isFinite(value)) props[prop] = +value.toFixed(2);
      }
    } catch (error) {
      // A property that throws when it is read: the event is sent with those before it.
      console.warn(error);
    }
    outbox.record((kept, day) => {
      // Not in the click itself: the first scrubbing of a page takes 15 ms on a desktop.
      for (const [prop, value] of Object.entries(props)) {
        const text = scrub(`${value}`, longestText);
        // A number stays one, unless it is somebody's.
        if (typeof value === 'string' || text.includes('[')) props[prop] = text;
      }
      return [
        {
          kind: 'event',
          name,
          new: claim(kept, `event ${name}`, day),
          props: Object.keys(props).length ? props : undefined,
        },
        ...reach(kept, day, [eventMark + name]),
      ];
    });
  };
  return track;
}
