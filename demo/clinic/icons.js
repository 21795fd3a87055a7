import { html } from './html.js';

/** The clinic's mark: an oak leaf ("емен" is an oak). Decoration: the name stands beside it. */
export const leaf = html`<svg class="leaf" viewBox="0 0 48 64" width="24" height="32" aria-hidden="true" focusable="false"
  ><path fill="currentColor" d="M24 2c5 0 9 4 8 9 0 2-1 3-1 4 2-1 5-1 7 1 4 4 2 9-2 12 3 0 7 1 8 5 1 5-3 9-8 9 2 1 4 3 3 6-1 4-6 6-13 4v10h-4V52c-7 2-12 0-13-4-1-3 1-5 3-6-5 0-9-4-8-9 1-4 5-5 8-5-4-3-6-8-2-12 2-2 5-2 7-1 0-1-1-2-1-4-1-5 3-9 8-9Z"
  /><path class="vein" fill="none" stroke-width="1.6" stroke-linecap="round" d="M24 13v42M24 27l7-6M24 27l-7-6M24 40l10-7M24 40l-10-7"/></svg>`;

export const heart = html`<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false"
  ><path d="M12 20.3 4.6 13a5 5 0 0 1 7.1-7l.3.3.3-.3a5 5 0 0 1 7.1 7L12 20.3Z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/></svg>`;

export const camera = html`<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false"
  ><path d="M3 7.5A1.5 1.5 0 0 1 4.5 6h9A1.5 1.5 0 0 1 15 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 16.5v-9Zm12 3 6-3.5v10l-6-3.5" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/></svg>`;
