import type { PreferencesWorld } from './open.tsx';

/** What can be opened; `written:` and a service's id adds to its placeholder the form to print. */
export type Surface = 'preferences' | 'data' | 'declaration' | `written:${string}`;

interface Rooms {
  preferences: typeof import('./open.tsx');
  written: typeof import('./written.ts');
}

/** What a surface needs of the core, and how it fetches itself. */
export interface RestWorld extends Omit<PreferencesWorld, 'load' | 'surface'> {
  readonly surface: Surface;
  load: PreferencesWorld['load'] & (<N extends keyof Rooms>(name: N) => Promise<Rooms[N]>);
}

/**
 * Opens a surface; its chunk and the texts of the language come together.
 *
 * A chunk of its own, so that the core carries one digest for all that few visitors ask for.
 */
export async function openSurface(world: RestWorld): Promise<void> {
  const [surface, id] = world.surface.split(':');
  if (surface === 'written') return (await world.load('written')).offerForm(world, id ?? '');
  const [preferences] = await Promise.all([world.load('preferences'), world.load(world.speech.language)]);
  await preferences.openPreferences({ ...world, surface: 'preferences' });
}
