import { render } from 'preact';
import { createApi } from './dashboard/api.ts';
import { Dashboard } from './dashboard/Dashboard.tsx';

/** The analyst's page: signs in with the token of a one-click link, then shows released figures and nothing else. */
const token = new URLSearchParams(location.hash.slice(1)).get('token');
// Out of the address before anything else happens: it must not reach a bookmark, a screenshot or the history.
if (token !== null) history.replaceState(null, '', `${location.pathname}${location.search}`);

const place = document.getElementById('dashboard');
if (place) render(<Dashboard api={createApi(document.baseURI)} token={token} />, place);
