import { useEffect, useRef } from 'preact/hooks';
import { useDesk } from './desk.ts';

/** A small "?" that opens one sentence: what the number is and how it is known without knowing anyone. */
export function Explain({ name, text }: { readonly name: string; readonly text: string }) {
  const { say } = useDesk();
  const details = useClosing();
  return (
    <details class="explain" ref={details}>
      <summary aria-label={say('details', { name })}>?</summary>
      <p>{text}</p>
    </details>
  );
}

/** A `details` that Escape and a press elsewhere close. */
export function useClosing() {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const open = details.current;
      if (!open?.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        open.querySelector('summary')?.focus();
      } else if (event.target instanceof Node && open.contains(event.target)) return;
      open.open = false;
    };
    document.addEventListener('keydown', close);
    document.addEventListener('pointerdown', close);
    return () => {
      document.removeEventListener('keydown', close);
      document.removeEventListener('pointerdown', close);
    };
  }, []);

  return details;
}
