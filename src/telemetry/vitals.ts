import { type Metric, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';
import type { claim as Claim } from './made.ts';
import type { Outbox } from './outbox.ts';

/**
 * Reports each of the five metrics once a loaded page, when `web-vitals` calls it final: INP to 8 ms, CLS to 0.01, the
 * others to 10 ms. Answers what to call with the path of each page that was loaded or restored. A chunk of its own,
 * fetched when the browser is idle; so `claim` is handed in.
 */
export function watchVitals(outbox: Outbox, claim: typeof Claim): (path: string) => void {
  let path = '';
  let told: string[] | undefined;
  const report = ({ name, value }: Metric) => {
    if (told?.includes(name)) return;
    told?.push(name);
    const of = path;
    const step = name === 'CLS' ? 0.01 : name === 'INP' ? 8 : 10;
    outbox.record((kept, day) => [
      {
        kind: 'vital',
        path: of,
        new: claim(kept, name + of, day),
        newName: claim(kept, name, day),
        name,
        // Fixed to two digits: 29 steps of 0.01 are not 0.29.
        value: +(Math.round(value / step) * step).toFixed(2),
      },
    ]);
  };
  return (loaded) => {
    path = loaded;
    const isFirst = !told;
    told = [];
    // Some metrics are told at once: whose they are must be known before.
    if (isFirst) for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) on(report);
  };
}
