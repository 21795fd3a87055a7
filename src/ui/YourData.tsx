import { useEffect, useState } from 'preact/hooks';
import type { Language } from '../wire/config.ts';
import type { MoreTexts, TextKey } from '../words/texts.ts';
import type { ToldTexts } from '../words/told/texts.ts';
import { Acts } from './Acts.tsx';
import { Dialog } from './Dialog.tsx';
import type { DataWorld } from './data.tsx';
import { dayIn } from './day.ts';
import { type Device, readDevice } from './device.ts';
import { letterTo } from './letters.ts';
import { createNames } from './names.ts';
import { download } from './papers.ts';
import { Sent } from './Sent.tsx';
import { Who } from './Who.tsx';
import { tellWithdrawal, type Withdrawn, withdrawAll } from './withdrawal.ts';

export type DataTexts = MoreTexts & ToldTexts;

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
  const [words, setWords] = useState(texts);
  const [device, setDevice] = useState<Device | null>(null);
  const [done, setDone] = useState<Withdrawn | null>(null);
  const say = (key: TextKey, values = {}) => speech.say(key, values, words);
  const nameOf = createNames(config, speech, say);

  useEffect(() => {
    readDevice().then(setDevice);
    return consent.subscribe(() => void readDevice().then(setDevice));
  }, []);

  async function withdraw(event: Event) {
    const result = await withdrawAll(world, event, say('withdraw'));
    if (!result) return;
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
    <Dialog
      id="data-title"
      title={say('yourData.title')}
      say={say}
      language={speech.language}
      languages={config.languages}
      speak={(language) => void speak(language)}
      close={close}
      status={done ? tellWithdrawal(done, say) : ''}
      foot={
        (decision?.granted.length ?? 0) > 1 && (
          <button type="button" data-kelisim-action="withdraw" onClick={(event) => void withdraw(event)}>
            {say('withdraw')}
          </button>
        )
      }
    >
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
        <Who config={config} say={say} />
      </section>
    </Dialog>
  );

  function downloadAll() {
    const all = { site: config.site, decision: consent.decision(), cookie: cookieHere(), database: device?.raw ?? {} };
    download('kelisim-data.json', `${JSON.stringify(all, null, 2)}\n`, 'application/json');
  }
}

const cookieHere = () => document.cookie.split('; ').find((cookie) => cookie.startsWith('kelisim=')) ?? '';
