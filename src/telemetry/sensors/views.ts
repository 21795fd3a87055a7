/**
 * Calls `react` for each page the visitor really sees, with whether it was loaded (or restored from the back/forward
 * cache) rather than reached by client-side navigation. Answers a function that looks again, from the start if asked.
 *
 * A hidden or prerendered page is seen when it is first shown. `keyNow` is called at every change of the address and says
 * which page it is; the same key again is no new page.
 */
export function watchViews(keyNow: () => string, isOpen: () => boolean, react: (isLoaded: boolean) => void) {
  let seen = '';
  let isLoaded = true;
  function look(again?: boolean | Event) {
    const key = keyNow();
    if (again === true) seen = '';
    if (document.hidden || key === seen || !isOpen()) return;
    seen = key;
    react(isLoaded);
    isLoaded = false;
  }
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation) navigation.addEventListener('currententrychange', look);
  else {
    for (const name of ['pushState', 'replaceState'] as const) {
      const change = history[name];
      history[name] = function (...state) {
        change.apply(this, state);
        look();
      };
    }
    addEventListener('popstate', look);
    addEventListener('hashchange', look);
  }
  addEventListener('visibilitychange', look);
  addEventListener('pageshow', ({ persisted }) => {
    isLoaded ||= persisted;
    look(persisted);
  });
  return look;
}
