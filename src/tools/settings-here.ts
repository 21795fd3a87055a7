import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseSettings, type Settings, SettingsError } from '../collector/settings.ts';
import { CannotRun, type Io } from './command.ts';

/** The collector's settings as a command sees them: the environment above `kelisim.config.json`. Throws `CannotRun`. */
export function settingsHere(io: Io, configFile?: string): Settings {
  const path = resolve(io.folder, configFile ?? 'kelisim.config.json');
  try {
    return parseSettings(io.environment, readConfig(path, configFile !== undefined), { folder: io.folder });
  } catch (error) {
    if (error instanceof SettingsError) throw new CannotRun(error.message);
    throw error;
  }
}

function readConfig(path: string, mustBe: boolean): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !mustBe) return undefined;
    throw new CannotRun(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}); check the path`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CannotRun(`${path} is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
}
