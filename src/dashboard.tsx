import { render } from 'preact';
import { createApi } from './dashboard/api.ts';
import { Dashboard } from './dashboard/Dashboard.tsx';

/** The analyst's page: signs in with the token of a one-click link, then shows released figures and nothing else. */
const api = createApi(document.baseURI);
const place = document.getElementById('dashboard');
let visit = 0;

function open() {
  const token = tokenInAddress();
  // Out of the address before anything else happens: it must not reach a bookmark, a screenshot or the history.
  if (token !== null) history.replaceState(null, '', `${location.pathname}${location.search}`);
  visit += 1;
  if (place) render(<Dashboard key={visit} api={api} token={token} />, place);
}

function tokenInAddress(): string | null {
  return new URLSearchParams(location.hash.slice(1)).get('token');
}

open();
// A link pasted into a tab that is open already only changes the hash.
addEventListener('hashchange', () => {
  if (tokenInAddress() !== null) open();
});
