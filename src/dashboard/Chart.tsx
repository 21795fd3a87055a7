import { useEffect, useRef, useState } from 'preact/hooks';
import { useDesk } from './desk.ts';
import { draw } from './draw.ts';
import type { Point } from './points.ts';

/** The chart itself, redrawn to the width it has; its figures stand in the table beside it. */
export function Chart({ points, label }: { readonly points: readonly Point[]; readonly label: string }) {
  const { say, formats, k } = useDesk();
  const frame = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(0);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watch = new ResizeObserver(([entry]) => setWidthPx(Math.round(entry?.contentRect.width ?? 0)));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  useEffect(() => {
    if (widthPx === 0) return;
    const svg = draw({
      points,
      widthPx,
      heightPx: widthPx < 620 ? 208 : 272,
      least: k,
      count: formats.count,
      at: formats.at,
      words: { now: say('series.now'), previous: say('series.previous'), running: say('series.running') },
    });
    // Plot names its groups "line", "tick": read out one by one they would bury the sentence on the frame.
    svg.setAttribute('aria-hidden', 'true');
    frame.current?.replaceChildren(svg);
  }, [points, widthPx, say]);

  return <div class="chart" role="img" aria-label={label} ref={frame} />;
}
