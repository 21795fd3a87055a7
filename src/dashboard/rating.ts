/** The three Core Web Vitals first, then what explains them. */
export const metrics = ['LCP', 'INP', 'CLS', 'FCP', 'TTFB'] as const;
export const ratings = ['good', 'needsWork', 'poor'] as const;
export type Rating = (typeof ratings)[number];

/** Where "good" ends and "poor" begins. Source: https://web.dev/articles/vitals */
export const limits: Readonly<Record<string, readonly [good: number, poor: number]>> = {
  LCP: [2500, 4000],
  INP: [200, 500],
  CLS: [0.1, 0.25],
  FCP: [1800, 3000],
  TTFB: [800, 1800],
};

/** How a value of `metric` is rated; null for a metric nobody has set limits for. */
export function ratingOf(metric: string, value: number): Rating | null {
  const limit = limits[metric];
  if (!limit) return null;
  return value <= limit[0] ? 'good' : value <= limit[1] ? 'needsWork' : 'poor';
}
