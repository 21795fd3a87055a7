import type { ExtrasWorld } from '../extras.ts';

const file = /\.(pdf|docx?|xlsx?|pptx?|odt|rtf|csv|txt|zip|rar|7z|mp[34]|apk)$/i;

/** Counts clicks on links that lead away, by host (`outbound`), and on files of this site, by extension (`download`). */
export const watchLinks =
  ({ outbox, isOpen, claim }: ExtrasWorld) =>
  (path: readonly HTMLElement[]): void => {
    // A mail or telephone link has no host, and would tell whom somebody turns to.
    const { hostname, pathname } = (path as readonly HTMLAnchorElement[]).find(({ href }) => href) ?? {};
    const isAway = hostname !== location.hostname;
    const what = isAway ? hostname?.slice(-100) : file.exec(pathname ?? '')?.[1]?.toLowerCase();
    const name = isAway ? 'outbound' : 'download';
    if (what && isOpen('statistics'))
      outbox.record((kept, day) => [
        {
          kind: 'event',
          name,
          new: claim(kept, `event ${name}`, day),
          // The treaty takes a hundred letters; whose a host is stands at its end.
          props: { [isAway ? 'host' : 'extension']: what },
        },
      ]);
  };
