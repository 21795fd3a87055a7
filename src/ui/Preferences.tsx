import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Withdrawal } from '../consent/api.ts';
import type { Language } from '../wire/config.ts';
import { countryName } from '../words/country.ts';
import { dataIn } from '../words/data.ts';
import type { MoreTexts, TextKey } from '../words/texts.ts';
import { Choice } from './Choice.tsx';
import type { PreferencesWorld } from './open.tsx';

const languageNames: Record<Language, string> = { ru: 'Русский', kk: 'Қазақша', en: 'English' };

/** The second layer: every purpose with who receives what and for how long, each with its own switch, all off at first. */
export function Preferences({ world, texts, close }: { world: PreferencesWorld; texts: MoreTexts; close: () => void }) {
  const { config, consent, speech } = world;
  const ids = consent.answerable;
  const dialog = useRef<HTMLDialogElement>(null);
  const [more, setMore] = useState(texts);
  const [done, setDone] = useState<Withdrawal | null>(null);
  const [chosen, choose] = useState<Record<string, boolean>>(() =>
    Object.fromEntries(ids.map((purpose) => [purpose, consent.isGranted(purpose)])),
  );
  const say = (key: TextKey, values = {}) => speech.say(key, values, more);

  useLayoutEffect(() => {
    const shown = dialog.current;
    if (shown?.showModal) shown.showModal();
    else shown?.setAttribute('open', '');
  }, []);

  function save(event: Event) {
    event.preventDefault();
    const { isActive = true } = (navigator as { userActivation?: { isActive: boolean } }).userActivation ?? {};
    if (!event.isTrusted || !isActive) return;
    const text = dialog.current?.querySelector('ul')?.innerText ?? '';
    consent.decide({ choices: chosen, surface: 'preferences', method: 'pointer', text, language: speech.language });
    close();
  }

  async function withdraw() {
    const result = await world.withdraw();
    choose(Object.fromEntries(ids.map((purpose) => [purpose, false])));
    setDone(result);
  }

  async function speak(language: Language) {
    speech.speak(language);
    setMore((await world.load(language)).more);
    world.redraw();
  }

  const { operator } = config;
  const granted = (consent.decision()?.granted.length ?? 0) > 1;
  return (
    <dialog ref={dialog} lang={speech.language} aria-labelledby="preferences" onClose={close}>
      <form method="dialog" onSubmit={save}>
        <header>
          <h2 id="preferences">{say('preferences.title')}</h2>
          <button type="button" class="quiet x" data-kelisim-action="close" aria-label={say('close')} onClick={close}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="M6 6l12 12M18 6L6 18" />
            </svg>
          </button>
        </header>
        <div class="body" tabindex={-1}>
          {config.languages.length > 1 && (
            <fieldset class="langs" aria-label="Тіл · Язык · Language">
              {config.languages.map((language) => (
                <button
                  key={language}
                  type="button"
                  class="quiet"
                  lang={language}
                  aria-pressed={language === speech.language}
                  onClick={() => void speak(language)}
                >
                  {languageNames[language]}
                </button>
              ))}
            </fieldset>
          )}
          <p>{say('preferences.lead')}</p>
          {world.signals.refuses && <p class="signal">{say('signal.on')}</p>}
          <ul>
            <Choice
              id="necessary"
              name={say('necessary')}
              about={say('purpose.necessary')}
              always={say('preferences.always')}
            />
            {ids.map((id) => (
              <Choice
                key={id}
                id={id}
                {...describe(id)}
                on={chosen[id] === true}
                change={(on) => choose({ ...chosen, [id]: on })}
              />
            ))}
          </ul>
          <button
            type="button"
            class="quiet data"
            data-kelisim-action="data"
            onClick={() => {
              close();
              world.open('data', world.from);
            }}
          >
            {say('yourData.title')}
          </button>
          <p class="who">
            {[operator.name, operator.bin && `БИН ${operator.bin}`, operator.address, operator.phone, operator.email]
              .filter(Boolean)
              .join(' · ')}{' '}
            <a href={config.policy.url} target="_blank" rel="noopener">
              {say('policy.link')}
            </a>
          </p>
        </div>
        <p role="status">{done && outcome(done)}</p>
        <footer>
          <button type="submit" data-kelisim-action="save">
            {say('save')}
          </button>
          {granted && (
            <button type="button" data-kelisim-action="withdraw" onClick={() => void withdraw()}>
              {say('withdraw')}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );

  function outcome({ remaining }: Withdrawal) {
    return remaining.length ? say('withdraw.left', { what: remaining.join(', ') }) : say('withdraw.done', { id: '–' });
  }

  function nameOf({ country }: { readonly country: string }) {
    return countryName(country, speech.language, say('countries'));
  }

  /** The name of an answer, what it means, and the recipients that it would let in. */
  function describe(id: string) {
    const abroad = config.services.find((service) => `crossborder:${service.id}` === id);
    const services = abroad ? [abroad] : config.services.filter((service) => service.purpose === id);
    const recipients = services.map((service) => [
      service.name,
      nameOf(service),
      dataIn(service.data, speech.language),
    ]);
    const term = config.purposes.find((purpose) => purpose.id === id)?.term;
    const details = { recipients, term: term ? `${say('preferences.term')}: ${term}` : '' };
    if (!abroad) return { name: speech.name(id), about: about(id), ...details };
    const values = {
      data: dataIn(abroad.data, speech.language),
      recipient: abroad.name,
      country: nameOf(abroad),
    };
    return { name: say('crossborder', values), about: say('purpose.crossborder'), ...details };
  }

  function about(id: string) {
    const key = `purpose.${id}`;
    const text = say(key as TextKey);
    return text === key ? '' : text;
  }
}
