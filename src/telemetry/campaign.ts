import type { Entry } from '../wire/batch.ts';
import { scrub } from '../wire/scrub.ts';

/** The three `utm` labels of the landing page's address, scrubbed and at most 40 characters each; undefined without any. */
export function campaignOf(query: URLSearchParams): Entry['campaign'] {
  const [source, medium, name] = ['source', 'medium', 'campaign'].map((label) => {
    const text = query.get(`utm_${label}`);
    // The first scrubbing of a page takes 15 ms on a desktop: what is not there is not scrubbed.
    return (text && scrub(text, 40)) || undefined;
  });
  return source || medium || name ? ({ source, medium, name } as Entry['campaign']) : undefined;
}
