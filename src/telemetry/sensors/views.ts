import type { Paths } from '../paths.ts';

/**
 * Calls `react` for each page the visitor really sees, with whether it was loaded (or restored from the back/forward
 * cache) rather than reached by client-side navigation. Answers a function that looks again, from the start if asked.
 *
 * A hidden or prerendered page is seen when it is first shown. The same address again is no new page.
 */
export function watchViews(
  paths: Paths,
  isOpen: () => boolean,
  react: (isLoaded: boolean) => void,
): (again?: boolean) => void {
  let seen = '';
  let isLoaded = true;
  function look(again?: boolean) {
    const key = paths.key(location);
    if (again) seen = '';
    if (document.hidden || key === seen || !isOpen()) return;
    seen = key;
    react(isLoaded);
    isLoaded = false;
  }
  const glance = () => look();
  const navigation = (window as { navigation?: EventTarget }).navigation;
  if (navigation) navigation.addEventListener('currententrychange', glance);
  else {
    for (const name of ['pushState', 'replaceState'] as const) {
      const change = history[name];
      history[name] = function (...change_) {
        change.apply(this, change_);
        look();
      };
    }
    addEventListener('popstate', glance);
    addEventListener('hashchange', glance);
  }
  addEventListener('visibilitychange', glance);
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) isLoaded = true;
    look(persisted);
  });
  return look;
}
