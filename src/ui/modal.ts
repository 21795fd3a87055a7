/**
 * Shows `dialog` modally: it takes the focus at once, keeps it, and Esc closes it.
 *
 * Where the element is unknown (Safari before 15.4, Firefox before 98) role, Esc and Tab are ours; `close` is what the
 * element's own `close` event calls elsewhere.
 */
export function showModal(dialog: HTMLDialogElement, close: () => void): void {
  const { host } = dialog.getRootNode() as ShadowRoot;
  if (!host.isConnected) document.documentElement.append(host); // removed by somebody, asked for by a visitor
  if ('showModal' in dialog) {
    dialog.showModal();
    // One that nobody sees, since a blocker hides our host, would still take every click from the page.
    if (!dialog.offsetWidth) dialog.close();
    return;
  }
  const plain = dialog as HTMLElement;
  for (const [name, value] of Object.entries({ open: '', role: 'dialog', 'aria-modal': 'true', class: 'plain' }))
    plain.setAttribute(name, value);
  const stops = () => [...plain.querySelectorAll<HTMLElement>('button:enabled,input,a[href],summary')];
  plain.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
    if (event.key !== 'Tab') return;
    const all = stops();
    const [first, last] = [all[0], all[all.length - 1]];
    const here = (plain.getRootNode() as ShadowRoot).activeElement;
    if (here !== (event.shiftKey ? first : last)) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  });
  stops()[0]?.focus();
}
