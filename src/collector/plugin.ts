import type { FastifyInstance } from 'fastify';
import { answerHttp } from './http.ts';
import type { Journal } from './journal.ts';
import { openCollector } from './serve.ts';
import { parseSettings, SettingsError } from './settings.ts';

export interface CollectorOptions {
  /** Where the collector lives in the server, like `/kelisim`; Fastify's own option. */
  readonly prefix?: string;
  /** As in `kelisim.config.json`; `port`, `host` and `base` are the server's and are not used. */
  readonly settings: unknown;
  /** Relative paths in the settings start here; default: the process's folder. */
  readonly folder?: string;
  /** Hears the few lines the collector says about itself, never anything of a visitor's; default: the server's log. */
  readonly journal?: Journal;
}

/**
 * The collector as a Fastify plugin, for an existing server: `await app.register(collector, { prefix, settings })`.
 *
 * It opens its data folder before the server listens, and finishes what it has begun when the server closes. Its error
 * answers, parsers and headers stay within the prefix. Throws a `SettingsError` that names the cure. Source: requirements K-22.
 */
export async function collector(app: FastifyInstance, options: CollectorOptions): Promise<void> {
  const settings = parseSettings({}, options.settings, { folder: options.folder ?? '.' });
  const journal: Journal = options.journal ?? ((level, message, facts = {}) => app.log[level](facts, message));
  const { parts, close } = await openCollector(settings, { journal });
  try {
    // On its own it prints a token it has made; here nobody looks at what it prints, and a log is no place for one.
    if (parts.tokens.created !== null)
      throw new SettingsError('settings.token is missing; give the owner’s token, made with: openssl rand -base64 24');
    await answerHttp(app, parts);
  } catch (error) {
    await close();
    throw error;
  }
  app.addHook('onClose', close);
}
