// @ts-check

/** @typedef {'chromium' | 'firefox' | 'webkit'} Engine */

/** @type {readonly Engine[]} */
const engines = ['chromium', 'firefox', 'webkit'];

/**
 * Reads `ENGINES`: names with commas between them, each once, in the order given; Chromium alone where it says nothing.
 * Throws on any other name.
 * @param {string | undefined} text
 * @returns {[Engine, ...Engine[]]}
 */
export function parseEngines(text) {
  const names = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const chosen = names.map((name) => {
    const engine = engines.find((known) => known === name);
    if (!engine)
      throw new Error(`ENGINES names "${name}"; give any of ${engines.join(', ')}, with commas between them`);
    return engine;
  });
  const [first = 'chromium', ...others] = new Set(chosen);
  return [first, ...others];
}
