import { doctors } from './doctors/doctors.js';
import { appointment, thanks } from './pages/appointment.js';
import { contacts } from './pages/contacts.js';
import { doctorPage } from './pages/doctor.js';
import { doctorsPage } from './pages/doctors.js';
import { favourites } from './pages/favourites.js';
import { home } from './pages/home.js';
import { missing } from './pages/missing.js';
import { policy } from './pages/policy.js';
import { video } from './pages/video.js';

/** @type {Readonly<Record<string, (site: import('./frame.js').Site) => import('./frame.js').Page>>} */
const pages = {
  '/': home,
  '/doctors': doctorsPage,
  '/appointment': (site) => appointment(site),
  '/thanks': thanks,
  '/favourites': favourites,
  '/video': video,
  '/policy': policy,
  '/contacts': contacts,
};

/** Every path of the clinic without a language. */
export const paths = [...Object.keys(pages), ...doctors.map(({ slug }) => `/doctors/${slug}`)];

/**
 * The page at `site.path`; the one that says it is missing where there is none.
 * @param {import('./frame.js').Site} site
 */
export function pageOf(site) {
  if (Object.hasOwn(pages, site.path)) return pages[site.path]?.(site) ?? missing(site);
  const doctor = doctors.find(({ slug }) => site.path === `/doctors/${slug}`);
  return doctor ? doctorPage(site, doctor) : missing(site);
}
