import { claim } from '../made.ts';
import type { Outbox } from '../outbox.ts';

type Library = typeof import('web-vitals');

const steps = { LCP: 10, FCP: 10, TTFB: 10, INP: 8, CLS: 0.01 } as const;

/**
 * Reports each of the five metrics once a loaded page, when `web-vitals` calls it final. Answers what to call with the path
 * of each page that was loaded or restored; the library is fetched at the first, when the browser is idle.
 */
export function watchVitals(outbox: Outbox, load: () => Promise<Library>): (path: string) => void {
  let path = '';
  let told: string[];
  const report = ({ name, value }: { name: keyof typeof steps; value: number }) => {
    const of = path;
    if (told.includes(name)) return;
    told.push(name);
    outbox.record((kept, day) => [
      {
        kind: 'vital',
        path: of,
        new: claim(kept, name + of, day),
        newName: claim(kept, name, day),
        name,
        // Fixed to two digits: 29 steps of 0.01 are not 0.29.
        value: +(Math.round(value / steps[name]) * steps[name]).toFixed(2),
      },
    ]);
  };
  return (loaded) => {
    if (!path)
      (window.requestIdleCallback ?? setTimeout)(() =>
        load().then((library) => {
          for (const name of Object.keys(steps) as (keyof typeof steps)[]) library[`on${name}`](report);
        }, console.warn),
      );
    path = loaded;
    told = [];
  };
}
