import type { Config } from '../consent/config.ts';
import { countryName } from '../words/country.ts';
import { dataIn } from '../words/data.ts';
import type { Speaking } from './open.tsx';
import type { Say } from './tell.ts';

/** Names every purpose that can be answered, also the transfer to one recipient abroad (`crossborder:meet`). */
export function createNames(config: Config, speech: Speaking, say: Say): (purpose: string) => string {
  return (purpose) => {
    const [what, recipient] = purpose.split(':');
    const service = config.services.find(({ id }) => id === recipient);
    if (what !== 'crossborder') return speech.name(purpose);
    if (!service) return say('purpose.crossborder');
    const country = countryName(service.country, speech.language, say('countries'));
    return say('crossborder', { data: dataIn(service.data, speech.language), recipient: service.name, country });
  };
}
