import { parseArgs } from 'node:util';
import { createJournal } from '../collector/journal.ts';
import { serve } from '../collector/serve.ts';
import { SettingsError } from '../collector/settings.ts';
import { CannotRun, type Command } from './command.ts';
import { settingsHere } from './settings-here.ts';

export const collect: Command = {
  name: 'collect',
  summary: 'run the collector',
  help: `kelisim collect [--config kelisim.config.json] [--json]

Runs the collector with the analyst's page until it is told to stop (Ctrl-C, SIGTERM).
Settings come from the environment (KELISIM_PORT, KELISIM_DATA, KELISIM_SITES …) and,
beneath it, from kelisim.config.json.

  --config FILE  another settings file
  --json         log lines as JSON, one object a line (the default where no person reads)

Exit codes: 0 told to stop, 2 could not run.`,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: { config: { type: 'string' }, json: { type: 'boolean', default: !io.terminal } },
    });
    const settings = settingsHere(io, values.config);
    // From here on: a SIGTERM that comes right after the lines below must find somebody who listens.
    const stopped = io.untilStopped();
    const journal = createJournal((line) => io.err(line.trimEnd()), values.json);
    let running: Awaited<ReturnType<typeof serve>>;
    try {
      running = await serve(settings, { journal });
    } catch (error) {
      if (error instanceof SettingsError) throw new CannotRun(error.message);
      throw error;
    }
    const { address, token, isNew } = running;
    journal('info', `the collector listens on ${address}`, { sites: Object.keys(settings.sites).length });
    // For the person who started it, on standard output: the log on standard error is kept, and a token must not be.
    if (isNew) io.out(`The owner's token, shown this once: ${token}`);
    if (token !== null) io.out(`The analyst's page: ${address}#token=${token}`);
    else io.out(`The analyst's page: ${address} (sign in with the token printed at the first start)`);
    await stopped;
    journal('info', 'finishing');
    await running.close();
    journal('info', 'stopped');
    return 0;
  },
};
