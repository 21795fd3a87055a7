import type { Config } from '../consent/config.ts';
import { dayIn, timeIn } from './day.ts';
import type { Device, Told } from './device.ts';
import { type Say, tellEvent } from './tell.ts';

interface Props {
  readonly device: Device;
  readonly config: Config;
  readonly say: Say;
  readonly language: string;
}

/** What was measured here and sent, or waits to be, a sentence an event, day by day. */
export function Sent({ device, config, say, language }: Props) {
  const days = new Map<string, Told[]>();
  for (const told of device.told) {
    const day = dayIn(told.at, language);
    days.set(day, [...(days.get(day) ?? []), told]);
  }
  const { env } = device;
  return (
    <section>
      <h3>{say('sent.title')}</h3>
      <p>{say(device.told.length > 0 ? 'sent.lead' : 'sent.none')}</p>
      {[...days].map(([day, all], nth) => (
        <details key={day} open={nth === 0}>
          <summary>
            {day} · {all.length}
          </summary>
          <ol class="log">
            {all.map(({ at, event, waits }, i) => (
              <li key={i}>
                <time dateTime={new Date(at).toISOString()}>{timeIn(at)}</time>
                <span>
                  {tellEvent(event, config, say, language)}
                  {waits && <em> {say('sent.waits')}</em>}
                </span>
              </li>
            ))}
          </ol>
        </details>
      ))}
      {env && (
        <p>
          {say('sent.env', {
            language: env.language ?? '–',
            zone: env.zone ?? '–',
            width: say(`width.${(env.width ?? 'M') as 'M'}`),
          })}
        </p>
      )}
    </section>
  );
}
