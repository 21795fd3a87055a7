import type { ToldTexts } from '../words/told/texts.ts';
import type { PreferencesWorld } from './open.tsx';

/** What can be opened; `written:` and a service's id adds to its placeholder the form to print. */
export type Surface = 'preferences' | 'data' | 'declaration' | `written:${string}`;

interface Rooms {
  preact: typeof import('./preact.ts');
  preferences: typeof import('./open.tsx');
  data: typeof import('./data.tsx');
  declaration: typeof import('./declaration.ts');
  written: typeof import('./written.ts');
  receipts: typeof import('../receipts/receipts.ts');
}

type Told = () => Promise<{ readonly told: ToldTexts }>;

/** What a surface needs of the core, and how it fetches itself. */
export interface RestWorld extends Omit<PreferencesWorld, 'load' | 'surface'> {
  readonly surface: Surface;
  load: PreferencesWorld['load'] &
    (<N extends keyof Rooms>(name: N) => Promise<Rooms[N]>) &
    ((name: 'toldru' | 'toldkk' | 'tolden') => ReturnType<Told>);
}

/** Fetches the settings and "your data" before anybody asks for them, so that they open offline. */
export const keepAtHand = (load: (name: string) => Promise<object>, language: string) =>
  Promise.all(['preact', 'preferences', 'data', language, `told${language}`].map(load));

/**
 * Opens a surface; its chunk and the texts of the language come together.
 *
 * Preact is asked for first: a dialog that imports it then waits for that one request, whose digest is checked. All this
 * is a chunk of its own, so that the core carries one digest for all that few visitors ask for.
 */
export async function openSurface(world: RestWorld): Promise<void> {
  const { load, speech } = world;
  const [surface, id = ''] = world.surface.split(':');
  if (surface === 'written') return (await load('written')).offerForm(world, id);
  const more = load(speech.language);
  if (surface === 'preferences') {
    const [, preferences] = await Promise.all([load('preact'), load('preferences'), more]);
    return preferences.openPreferences({ ...world, surface });
  }
  const told = load(`told${speech.language}`);
  if (surface === 'declaration') {
    const [declaration] = await Promise.all([load('declaration'), more, told]);
    return declaration.attendDeclarations(world);
  }
  const [, data] = await Promise.all([load('preact'), load('data'), more, told]);
  return data.openData(world);
}
