import { lockFolder } from '../collector/folder-lock.ts';
import { SettingsError } from '../collector/settings.ts';
import { CannotRun } from './command.ts';

/**
 * Takes a data folder for a command; answers a function that gives it back. Throws `CannotRun` while a collector runs on
 * it: opening a folder a second time would cut off what the first one is writing.
 */
export async function lockHere(folder: string): Promise<() => Promise<void>> {
  try {
    return await lockFolder(folder);
  } catch (error) {
    throw error instanceof SettingsError ? new CannotRun(error.message) : error;
  }
}
