import type { Trust } from '../trust.ts';

/** Runs gated scripts one at a time, in the order in which they were handed in. */
export interface Runner {
  /** Runs the owner's `text/plain` script. */
  run(script: HTMLScriptElement): void;
  /** Moves `nodes` in before `place`, their scripts one after the other. */
  move(nodes: readonly ChildNode[], place: ChildNode): void;
}

/** A script that neither loads nor fails must not hold up the others for longer than this; chosen, not measured. */
const patienceMs = 3000;

/**
 * Creates the runner. Without `trust` (the page's Trusted Types refuse our policy) only templates can be opened, since
 * their nodes are moved and never written.
 */
export function createRunner(trust: Trust | null): Runner {
  let last: Promise<unknown> = Promise.resolve();

  /** Puts `script` in for `mark`: at once where it is `async`, else when the one before has loaded or failed. */
  function queue(script: HTMLScriptElement, mark: ChildNode) {
    const put = () => {
      const waits =
        script.src &&
        new Promise((done) => {
          script.onload = script.onerror = done;
          setTimeout(done, patienceMs);
        });
      if (mark.isConnected) mark.replaceWith(script);
      return waits;
    };
    if (script.async) put();
    else last = last.then(put);
  }

  return {
    run(script) {
      if (!trust) return console.warn('kelisim: add "trusted-types kelisim" to your policy; this stays shut:', script);
      const { type, src } = script.dataset;
      const live = document.createElement('script');
      for (const { name, value } of script.attributes)
        if (!/^(type|src|data-(type|src|kelisim))$/.test(name)) live.setAttribute(name, value);
      live.type = type ?? '';
      live.async = script.async && script.hasAttribute('async');
      live.nonce = script.nonce;
      const from = script.getAttribute('src') ?? src;
      if (from) live.src = trust.createScriptURL(from);
      else live.text = trust.createScript(script.text);
      queue(live, script);
    },
    move(nodes, place) {
      const marks = new Map<HTMLScriptElement, ChildNode>();
      const mark = (script: HTMLScriptElement) => {
        const comment = document.createComment('');
        marks.set(script, comment);
        return comment;
      };
      for (const node of nodes) {
        if (node instanceof Element)
          for (const script of node.querySelectorAll('script')) script.replaceWith(mark(script));
        place.before(node instanceof HTMLScriptElement ? mark(node) : node);
      }
      for (const [script, comment] of marks) queue(script, comment);
    },
  };
}
