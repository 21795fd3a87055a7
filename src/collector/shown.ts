import type { OwnersConfig, Service } from '../wire/config.ts';
import type { Receipt } from '../wire/receipt.ts';
import { countryName } from '../words/country.ts';
import { dataIn } from '../words/data.ts';
import * as en from '../words/en.ts';
import * as kk from '../words/kk.ts';
import * as ru from '../words/ru.ts';

const words = { ru, kk, en };

/**
 * Every text that the widget can have shown for this receipt, given the site's configuration: the words in each way the
 * banner, the settings or a placeholder put them, as one line. The one whose hash is the receipt's is what was shown.
 *
 * A withdrawal by the site's own button shows nothing: its text is empty. What a page's browser translated, what an
 * older configuration said, and services that the configuration only names are not among them.
 */
export function textsShown(config: OwnersConfig, site: string, receipt: Receipt): readonly string[] {
  const { language, surface, policy, purposes } = receipt;
  const { banner, gate, more } = words[language];
  const own = (config.texts?.[language] ?? {}) as Readonly<Record<string, string>>;
  const built: Readonly<Record<string, string>> = { ...banner, ...gate, ...more, ...own };
  const services = (config.services ?? []).filter(
    (service): service is Service => typeof service === 'object' && 'purpose' in service,
  );
  const say = (key: string, values: Readonly<Record<string, string>> = {}) =>
    fill(built[key] ?? key, { operator: config.operator?.name ?? site, ...values });
  const purposeOf = (id: string) =>
    config.purposes?.find((purpose) => typeof purpose === 'object' && purpose.id === id) as
      | { readonly texts: Readonly<Record<string, string>>; readonly term?: string }
      | undefined;
  const name = (id: string) => {
    const names = services.flatMap((service) => (service.purpose === id ? service.name : [])).join(', ');
    return purposeOf(id)?.texts[language] ?? say(id, { recipients: names, provider: names }).replace(/: $/, '');
  };
  const country = (code: string) => countryName(code, language, more.countries);
  const ids = Object.keys(purposes);

  function bannerTexts(): string[] {
    const values = { date: policy.version, what: ids.map(name).join('; ') };
    return ['banner.title', 'banner.short', 'preferences.title'].flatMap((title) =>
      ['banner.body', 'banner.other'].flatMap((body) =>
        ['banner.also', 'reask'].map((end) => [title, body, end].map((key) => say(key, values)).join(' ')),
      ),
    );
  }

  /** The list of the settings, from top to bottom. */
  function settingsText(): string {
    const about = (id: string) => built[`purpose.${id}`] ?? '';
    const choice = (id: string) => {
      const abroad = services.find((service) => `crossborder:${service.id}` === id);
      const recipients = abroad ? [abroad] : services.filter((service) => service.purpose === id);
      const term = purposeOf(id)?.term;
      const said = abroad && {
        data: dataIn(abroad.data, language),
        recipient: abroad.name,
        country: country(abroad.country),
      };
      return [
        said ? say('crossborder', said) : name(id),
        said ? about('crossborder') : about(id),
        ...recipients.map((one) => [one.name, country(one.country), dataIn(one.data, language)].join(' · ')),
        term ? `${say('preferences.term')}: ${term}` : '',
      ];
    };
    return [say('necessary'), say('preferences.always'), about('necessary'), ...ids.flatMap(choice)].join(' ');
  }

  function placeholderTexts(): string[] {
    const reason = say('feature.off', { purpose: ids.map(name).join(', ') });
    return [
      reason,
      ...services.map((service) =>
        [
          say('embed.body', {
            provider: service.name,
            country: country(service.country),
            data: dataIn(service.data, language),
          }),
          service.notRecorded ? say('embed.notRecorded') : '',
        ].join(' '),
      ),
    ];
  }

  const shown = {
    banner: bannerTexts,
    preferences: () => [settingsText()],
    placeholder: placeholderTexts,
  }[surface]();
  return ['', ...shown].map(asSaid);
}

const fill = (text: string, values: Readonly<Record<string, string>>) =>
  text.replace(/\{\/?link\}/g, '').replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

/** As the widget hashes words: one line, NFC. */
const asSaid = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim();
