/** One line about the collector itself; never anything of a visitor's. */
export type Journal = (
  level: 'info' | 'warn' | 'error',
  message: string,
  facts?: Readonly<Record<string, string | number>>,
) => void;

/** Writes lines for people (a terminal) or as JSON, one object a line. */
export function createJournal(write: (line: string) => void, json: boolean, now: () => number = Date.now): Journal {
  return (level, message, facts = {}) =>
    write(
      json
        ? `${JSON.stringify({ at: new Date(now()).toISOString(), level, message, ...facts })}\n`
        : `kelisim: ${level === 'info' ? '' : `${level}: `}${message}${Object.entries(facts)
            .map(([name, value]) => ` ${name}=${value}`)
            .join('')}\n`,
    );
}
