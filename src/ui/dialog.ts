import { type ComponentChild, render } from 'preact';

/** Where a dialog goes, and where the focus goes back to. */
export interface DialogWorld {
  readonly host: { readonly inside: HTMLElement };
  readonly from: HTMLElement | undefined;
}

/** Draws a dialog into Kelisim's host with its `style`; `draw` is told how it closes. One at a time. */
export function showDialog(world: DialogWorld, style: string, draw: (close: () => void) => ComponentChild): void {
  const { inside } = world.host;
  if (inside.querySelector('dialog')) return;
  const root = inside.getRootNode() as ShadowRoot;
  const before = world.from ?? (document.activeElement as HTMLElement | null);
  const place = document.createElement('div');
  let sheet: CSSStyleSheet | undefined;
  if ('adoptedStyleSheets' in root) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }
  inside.append(place);
  render(
    draw(() => {
      render(null, place);
      place.remove();
      if (sheet) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
      // A banner that was drawn anew, in another language, has the same way in.
      const back = before?.isConnected ? before : inside.querySelector<HTMLElement>('[data-kelisim-action=settings]');
      back?.focus();
    }),
    place,
  );
}
