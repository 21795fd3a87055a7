/* Favourites, kept in the browser and only while "functional" is granted. Without it nothing is read or written. */
(() => {
  const key = 'clinic-favourites';
  /** @type {readonly string[]} */
  let marked = [];

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? '[]');
      return Array.isArray(kept) ? kept.filter((slug) => typeof slug === 'string') : [];
    } catch {
      return []; // storage is closed or holds something else: no favourites
    }
  };

  const show = () => {
    for (const button of document.querySelectorAll('[data-favourite]'))
      button.setAttribute('aria-pressed', String(marked.includes(button.getAttribute('data-favourite') ?? '')));
    const list = document.querySelector('[data-favourites]');
    for (const row of list?.querySelectorAll('[data-doctor]') ?? [])
      row.toggleAttribute('hidden', !marked.includes(row.getAttribute('data-doctor') ?? ''));
    list?.querySelector('[data-favourites-empty]')?.toggleAttribute('hidden', marked.length > 0);
  };

  /**
   * What this page needs of Kelisim. Before it has loaded, a plain list keeps what is pushed.
   * @typedef {{ isGranted(purpose: string): boolean, on(name: 'decision', react: () => void): void, track(name: string): void }} Api
   */
  const page = /** @type {{ kelisim?: { push(react: (api: Api) => void): unknown } }} */ (
    /** @type {unknown} */ (window)
  );
  page.kelisim ??= /** @type {((api: Api) => void)[]} */ ([]);
  page.kelisim.push((api) => {
    const follow = () => {
      marked = api.isGranted('functional') ? read() : [];
      show();
    };
    follow();
    api.on('decision', follow);
    window.addEventListener('storage', follow);
    document.addEventListener('click', (event) => {
      const button = event.target instanceof Element ? event.target.closest('[data-favourite]') : null;
      const slug = button?.getAttribute('data-favourite');
      if (!slug || !api.isGranted('functional')) return;
      marked = marked.includes(slug) ? marked.filter((other) => other !== slug) : [...marked, slug];
      try {
        localStorage.setItem(key, JSON.stringify(marked));
      } catch (error) {
        console.warn('favourites last until the page closes', error);
      }
      show();
    });
    if (document.querySelector('[data-booked]')) api.track('booked');
  });
})();
