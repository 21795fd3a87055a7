import { useState } from 'preact/hooks';
import type { Language } from '../wire/config.ts';
import { countryName } from '../words/country.ts';
import { dataIn } from '../words/data.ts';
import type { MoreTexts, TextKey } from '../words/texts.ts';
import { Choice } from './Choice.tsx';
import { Dialog } from './Dialog.tsx';
import type { PreferencesWorld } from './open.tsx';
import { Who } from './Who.tsx';
import { tellWithdrawal, type Withdrawn, withdrawAll } from './withdrawal.ts';

interface Props {
  readonly world: PreferencesWorld;
  readonly texts: MoreTexts;
  readonly close: () => void;
}

/** The second layer: every purpose with who receives what and for how long, each with its own switch, all off at first. */
export function Preferences({ world, texts, close }: Props) {
  const { config, consent, speech } = world;
  const ids = consent.answerable;
  const [more, setMore] = useState(texts);
  const [done, setDone] = useState<Withdrawn | null>(null);
  const [chosen, choose] = useState<Record<string, boolean>>(() =>
    Object.fromEntries(ids.map((purpose) => [purpose, consent.isGranted(purpose)])),
  );
  const say = (key: TextKey, values = {}) => speech.say(key, values, more);

  /** Enter in a switch presses this button as well: by keyboard, as its click says. */
  function save(event: Event) {
    const method = world.believe(event);
    if (!method) return;
    const text = (event.currentTarget as HTMLElement).closest('dialog')?.querySelector('ul')?.innerText ?? '';
    consent.decide({ choices: chosen, surface: 'preferences', method, text, language: speech.language });
    close();
  }

  async function withdraw(event: Event) {
    const result = await withdrawAll(world, event, say('withdraw'));
    if (!result) return;
    choose(Object.fromEntries(ids.map((purpose) => [purpose, false])));
    setDone(result);
  }

  async function speak(language: Language) {
    const next = await world.load(language);
    speech.speak(language);
    setMore(next.more);
    world.redraw();
  }

  return (
    <Dialog
      id="preferences"
      title={say('preferences.title')}
      say={say}
      language={speech.language}
      languages={config.languages}
      speak={(language) => void speak(language)}
      close={close}
      status={done ? tellWithdrawal(done, say) : ''}
      foot={
        <>
          <button type="submit" data-kelisim-action="save" onClick={save}>
            {say('save')}
          </button>
          {(consent.decision()?.granted.length ?? 0) > 1 && (
            <button type="button" data-kelisim-action="withdraw" onClick={(event) => void withdraw(event)}>
              {say('withdraw')}
            </button>
          )}
        </>
      }
    >
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
      <Who config={config} say={say} />
    </Dialog>
  );

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
