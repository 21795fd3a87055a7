import { useState } from 'preact/hooks';
import { formatDay, parseDay } from '../wire/calendar.ts';
import { useDesk } from './desk.ts';

type Said = { readonly isWrong: boolean; readonly text: string };

/** Erases what was measured on some days of the site; the owner writes the site's name, so that no press does it alone. */
export function Erasure() {
  const { say, api, site, range, today, formats, renew, signedOut } = useDesk();
  const [from, setFrom] = useState(formatDay(Math.max(range.from, 0)));
  const [to, setTo] = useState(formatDay(range.to));
  const [name, setName] = useState('');
  const [said, setSaid] = useState<Said | null>(null);
  const [isBusy, setBusy] = useState(false);
  const erase = async (event: Event) => {
    event.preventDefault();
    const days = { from: parseDay(from), to: parseDay(to) };
    if (!(days.from <= days.to)) return setSaid({ isWrong: true, text: say('range.wrong') });
    if (name.trim() !== site.name) return setSaid({ isWrong: true, text: say('erase.wrong', { site: site.name }) });
    setBusy(true);
    const answer = await api.erase(`v1/sites/${encodeURIComponent(site.name)}/measurements`, [
      ['from', from],
      ['to', to],
    ]);
    setBusy(false);
    if ('failure' in answer) {
      if (answer.failure.kind === 'signedOut') return signedOut();
      return setSaid({ isWrong: true, text: say('erase.failed') });
    }
    setName('');
    setSaid({ isWrong: false, text: say('erase.done', { days: formats.range(days) }) });
    renew();
  };
  const date = (label: string, value: string, set: (text: string) => void) => (
    <label class="field">
      {label}
      <input
        type="date"
        value={value}
        max={formatDay(today)}
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
    </label>
  );
  return (
    <form class="erasure" onSubmit={erase} noValidate>
      <h3>{say('erase.title')}</h3>
      <p class="note">{say('erase.lead')}</p>
      <div class="between">
        {date(say('range.from'), from, setFrom)}
        {date(say('range.to'), to, setTo)}
      </div>
      <label for="erase-name">{say('erase.confirm', { site: site.name })}</label>
      <div class="together">
        <input
          id="erase-name"
          type="text"
          autocomplete="off"
          spellcheck={false}
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
          aria-describedby="erase-said"
        />
        <button type="submit" class="button danger" aria-disabled={isBusy}>
          {isBusy ? say('loading') : say('erase.go')}
        </button>
      </div>
      <p id="erase-said" role="status" class={said?.isWrong ? 'wrong' : undefined}>
        {said?.text}
      </p>
    </form>
  );
}
