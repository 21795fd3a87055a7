import { useEffect, useRef, useState } from 'preact/hooks';

interface ChartProps {
  /** The whole chart as one sentence. */
  readonly label: string;
  /** Draws for a width in CSS pixels; a new function is a new drawing. */
  readonly draw: (widthPx: number) => Element;
  /** `map`: lower than a line chart. */
  readonly kind?: 'map';
}

/** A chart, redrawn to the width it has; its figures stand in the table beside it. */
export function Chart({ label, draw, kind }: ChartProps) {
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
    const svg = draw(widthPx);
    // Plot names its groups "line", "tick": read out one by one they would bury the sentence on the frame.
    svg.setAttribute('aria-hidden', 'true');
    frame.current?.replaceChildren(svg);
  }, [draw, widthPx]);

  return <div class={kind ? `chart ${kind}` : 'chart'} role="img" aria-label={label} ref={frame} />;
}
