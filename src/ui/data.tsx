import type { Language } from '../wire/config.ts';
import { dataStyle } from './dataStyle.ts';
import { showDialog } from './dialog.ts';
import type { RestWorld } from './rest.ts';
import { style } from './style.ts';
import { type DataTexts, YourData } from './YourData.tsx';

/** What "your data" needs of the core. */
export type DataWorld = Pick<
  RestWorld,
  'config' | 'consent' | 'speech' | 'host' | 'from' | 'load' | 'open' | 'believe' | 'erased' | 'redraw'
>;

/** Opens "your data" as a modal dialog; the focus goes back where it was. */
export async function openData(world: DataWorld): Promise<void> {
  const loadTexts = async (language: Language): Promise<DataTexts> => {
    const [{ more }, { told }] = await Promise.all([world.load(language), world.load(`told${language}`)]);
    return { ...more, ...told };
  };
  const texts = await loadTexts(world.speech.language);
  showDialog(world, style + dataStyle, (close) => (
    <YourData world={world} texts={texts} loadTexts={loadTexts} close={close} />
  ));
}
