import { dayOf } from '../../wire/calendar.ts';
import { claim } from '../made.ts';
import type { Outbox } from '../outbox.ts';

type Library = typeof import('web-vitals');

const steps = { LCP: 10, FCP: 10, TTFB: 10, INP: 8, CLS: 0.01 } as const;

/**
 * Reports each of the five metrics once a loaded page, when `web-vitals` calls it final. Answers what to call with the path
 * of each page that was loaded or restored; the library is fetched at the first, when the browser is idle.
 */
export function watchVitals(outbox: Outbox, load: () => Promise<Library>, zone: string): (path: string) => void {
  let path = '';
  let told: string[] = [];
  const report = ({ name, value }: { name: keyof typeof steps; value: number }) => {
    if (told.includes(name)) return;
    told.push(name);
    const of = path;
    const step = steps[name];
    outbox.record((kept, at) => {
      const day = dayOf(at, zone);
      return [
        {
          kind: 'vital',
          path: of,
          new: claim(kept, `${name} ${of}`, day),
          newName: claim(kept, name, day),
          name,
          value: Number((Math.round(value / step) * step).toFixed(2)),
        },
      ];
    });
  };
  return (loaded) => {
    if (!path)
      (window.requestIdleCallback ?? setTimeout)(() =>
        load().then(({ onLCP, onINP, onCLS, onFCP, onTTFB }) => {
          for (const on of [onLCP, onINP, onCLS, onFCP, onTTFB]) on(report);
        }, console.warn),
      );
    path = loaded;
    told = [];
  };
}
