import { type Metric, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';
import type { claim as Claim } from './made.ts';
import type { Outbox } from './outbox.ts';

/**
 * Reports each of the five metrics once a loaded page, as it is when the page is first hidden after it: INP to 8 ms, CLS
 * to 0.01, the others to 10 ms. Answers what to call with the path of each page that was loaded or restored. A chunk of
 * its own, fetched when the browser is idle; so `claim` is handed in.
 */
export function watchVitals(outbox: Outbox, claim: typeof Claim): (path: string) => void {
  let path = '';
  const latest = new Map<Metric['name'], number>();
  const told = new Set<string>();
  // Every change, not only what `web-vitals` calls final: a click that it has yet to look at when the page is hidden it
  // tells as a change, after its last word. Its listeners are the window's, in capture; the one that posts is the
  // window's, in bubbling: this one stands between them.
  function report() {
    if (!document.hidden) return;
    latest.forEach((value, name) => {
      const step = name === 'CLS' ? 0.01 : name === 'INP' ? 8 : 10;
      if (told.has(name)) return;
      told.add(name);
      outbox.record((kept, day) => [
        {
          kind: 'vital',
          path,
          new: claim(kept, name + path, day),
          newName: claim(kept, name, day),
          name,
          // Fixed to two digits: 29 steps of 0.01 are not 0.29.
          value: +(Math.round(value / step) * step).toFixed(2),
        },
      ]);
    });
    latest.clear();
  }
  return (loaded) => {
    if (!path) {
      for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB])
        on(({ name, value }) => latest.set(name, value), { reportAllChanges: true });
      document.addEventListener('visibilitychange', report);
    }
    path = loaded;
    told.clear();
  };
}
