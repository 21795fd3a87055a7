import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Withdrawal } from '../consent/api.ts';
import type { Language } from '../wire/config.ts';
import type { MoreTexts, TextKey } from '../words/texts.ts';
import type { ToldTexts } from '../words/told/texts.ts';
import { Acts } from './Acts.tsx';
import type { DataWorld } from './data.tsx';
import { dayIn } from './day.ts';
import { type Device, readDevice } from './device.ts';
import { letterTo } from './letters.ts';
import { createNames } from './names.ts';
import { download } from './papers.ts';
import { Sent } from './Sent.tsx';

export type DataTexts = MoreTexts & ToldTexts;

const languageNames: Record<Language, string> = { ru: 'Русский', kk: 'Қазақша', en: 'English' };
const groups = ['granted', 'refused', 'unasked'] as const;

interface Props {
  readonly world: DataWorld;
  readonly texts: DataTexts;
  readonly loadTexts: (language: Language) => Promise<DataTexts>;
  readonly close: () => void;
}

/** What this browser holds and sent, what was decided, and how to take it back. Reads the device, and asks nobody. */
export function YourData({ world, texts, loadTexts, close }: Props) {
  const { config, consent, speech } = world;
  const { operator } = config;
  const dialog = useRef<HTMLDialogElement>(null);
  const [words, setWords] = useState(texts);
  const [device, setDevice] = useState<Device | null>(null);
  const [done, setDone] = useState<Withdrawal | null>(null);
  const say = (key: TextKey, values = {}) => speech.say(key, values, words);
  const nameOf = createNames(config, speech, say);

  useLayoutEffect(() => {
    const shown = dialog.current;
    if (shown?.showModal) shown.showModal();
    else shown?.setAttribute('open', '');
  }, []);
  useEffect(() => {
    readDevice().then(setDevice);
    return consent.subscribe(() => void readDevice().then(setDevice));
  }, []);

  async function withdraw() {
    const result = await world.withdraw();
    setDevice(await readDevice());
    setDone(result);
  }

  async function speak(language: Language) {
    const next = await loadTexts(language);
    speech.speak(language);
    setWords(next);
    world.redraw();
  }

  const decision = consent.decision();
  const newest = device?.receipts.find(({ receipt }) => receipt.surface !== 'form')?.receipt;
  const values = { id: newest?.id ?? '–', host: location.host, date: dayIn(Date.now(), speech.language) };
  return (
    <dialog ref={dialog} lang={speech.language} aria-labelledby="data-title" onClose={close}>
      <form method="dialog" onSubmit={(event) => event.preventDefault()}>
        <div class="head">
          <h2 id="data-title">{say('yourData.title')}</h2>
          <button type="button" class="quiet x" data-kelisim-action="close" aria-label={say('close')} onClick={close}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="M6 6l12 12M18 6L6 18" />
            </svg>
          </button>
        </div>
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
          <p>{say('data.lead')}</p>
          <section>
            <h3>{say('now.title')}</h3>
            <p>
              {decision
                ? say('now.on', { date: dayIn(decision.on, speech.language), version: decision.policy })
                : say('now.none')}
            </p>
            {decision && (
              <dl>
                {groups.map((group) => {
                  const names = decision[group].filter((id) => id !== 'necessary').map(nameOf);
                  return (
                    names.length > 0 && (
                      <div key={group}>
                        <dt>{say(`now.${group}`)}</dt>
                        {names.map((name) => (
                          <dd key={name}>{name}</dd>
                        ))}
                      </div>
                    )
                  );
                })}
              </dl>
            )}
            <button
              type="button"
              class="quiet"
              data-kelisim-action="settings"
              onClick={() => {
                close();
                world.open('preferences', world.from);
              }}
            >
              {say('now.change')}
            </button>
          </section>
          {device && <Sent device={device} config={config} say={say} language={speech.language} />}
          {device && <Acts receipts={device.receipts} say={say} nameOf={nameOf} language={speech.language} />}
          <p>
            <button type="button" class="quiet" disabled={!device} data-kelisim-action="download" onClick={downloadAll}>
              {say('data.all')}
            </button>
          </p>
          <section>
            <h3>{say('rights.title')}</h3>
            <p>{say('rights.lead')}</p>
            {operator.email && (
              <ul class="letters">
                <li>
                  <a href={letterTo(operator.email, 'withdraw', say('mail.body', values))}>{say('withdraw.mail')}</a>
                </li>
                <li>
                  <a href={letterTo(operator.email, 'correct', say('correct.body', values))}>{say('correct.mail')}</a>
                </li>
              </ul>
            )}
            <p class="who">
              {[
                operator.name,
                operator.bin && `${say('bin')} ${operator.bin}`,
                operator.address,
                operator.phone,
                operator.email,
              ]
                .filter(Boolean)
                .join(' · ')}{' '}
              <a href={config.policy.url} target="_blank" rel="noopener">
                {say('policy.link')}
              </a>
            </p>
          </section>
        </div>
        <p role="status">
          {done &&
            (done.remaining.length
              ? say('withdraw.left', { what: done.remaining.join(', ') })
              : say('withdraw.done', { id: values.id }))}
        </p>
        {(decision?.granted.length ?? 0) > 1 && (
          <div class="foot">
            <button type="button" data-kelisim-action="withdraw" onClick={() => void withdraw()}>
              {say('withdraw')}
            </button>
          </div>
        )}
      </form>
    </dialog>
  );

  function downloadAll() {
    const all = { site: config.site, decision: consent.decision(), cookie: cookieHere(), database: device?.raw ?? {} };
    download('kelisim-data.json', `${JSON.stringify(all, null, 2)}\n`, 'application/json');
  }
}

const cookieHere = () => document.cookie.split('; ').find((cookie) => cookie.startsWith('kelisim=')) ?? '';
