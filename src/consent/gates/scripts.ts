import type { Trust } from '../trust.ts';

/** Runs gated scripts one at a time, in the order in which they were handed in. */
export interface Runner {
  /** Runs the owner's `text/plain` script, if it `may` when its turn comes. */
  run(script: HTMLScriptElement, may: () => boolean): void;
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
  const ran = new WeakSet<HTMLScriptElement>();

  /**
   * Puts `script` in for `mark`: at once where it is `async`, else when the one before has loaded or failed; not where
   * the gate was closed before its turn came.
   */
  function queue(script: HTMLScriptElement, mark: ChildNode, may = () => !script.parentNode) {
    const put = () => {
      if (!may()) return;
      const starts = mark.isConnected && !ran.has(script); // else it only goes back to its place
      mark.replaceWith(script);
      if (!starts) return;
      ran.add(script);
      return (
        script.src &&
        new Promise((done) => {
          script.addEventListener('load', done);
          script.addEventListener('error', done);
          setTimeout(done, patienceMs);
        })
      );
    };
    if (script.async) put();
    else last = last.then(put);
  }

  return {
    run(script, may) {
      if (!trust) return console.warn('kelisim: add "trusted-types kelisim" to your policy; this stays shut:', script);
      const { type, src } = script.dataset;
      const live = document.createElement('script');
      for (const { name, value } of script.attributes)
        if (!/^(type|src|data-(type|src|kelisim))$/.test(name)) live.setAttribute(name, value);
      live.type = type ?? '';
      live.async = script.hasAttribute('async');
      live.nonce = script.nonce;
      const from = script.src || src;
      if (from) live.src = trust.createScriptURL(from);
      else live.text = trust.createScript(script.text);
      queue(live, script, may);
    },
    move(nodes, place) {
      const marks = new Map<HTMLScriptElement, ChildNode>();
      const mark = (script: HTMLScriptElement) => {
        const comment = document.createComment('');
        script.replaceWith(comment);
        marks.set(script, comment);
        return comment;
      };
      for (const node of nodes) {
        if (node instanceof Element) node.querySelectorAll('script').forEach(mark);
        place.before(node instanceof HTMLScriptElement ? mark(node) : node);
      }
      for (const [script, comment] of marks) queue(script, comment);
    },
  };
}
