import { useRef, useState } from 'preact/hooks';
import { parseDay } from '../wire/calendar.ts';
import type { Receipt } from '../wire/receipt.ts';
import type { Failure } from './api.ts';
import { Breaking } from './Breaking.tsx';
import { useDesk } from './desk.ts';
import { purposeName } from './names.ts';

/** What `GET v1/receipts/{id}` answers. */
interface Link {
  readonly receipt: Receipt;
}

/** What `GET v1/receipts/verify` answers. */
interface Chain {
  readonly receipts: number;
  readonly broken: { readonly line: number } | null;
}

type Said =
  | { readonly kind: 'found'; readonly receipt: Receipt }
  | { readonly kind: 'chain'; readonly chain: Chain }
  | { readonly kind: 'wrong'; readonly text: string };

/** Finds a receipt by its number, and checks that none was changed, moved or taken away. */
export function Receipts() {
  const { say, api, formats, signedOut } = useDesk();
  const [said, setSaid] = useState<Said | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const fail = (failure: Failure, missing: string) => {
    if (failure.kind === 'signedOut') return signedOut();
    setSaid({ kind: 'wrong', text: failure.kind === 'refused' ? missing : say('panel.failed') });
  };
  const find = async (event: Event) => {
    event.preventDefault();
    const id = field.current?.value.trim() ?? '';
    if (!/^[A-Za-z0-9_-]{22}$/.test(id)) {
      setSaid({ kind: 'wrong', text: say('receipt.wrong') });
      return field.current?.focus();
    }
    const answer = await api.get<Link>(`v1/receipts/${id}`);
    if ('value' in answer) setSaid({ kind: 'found', receipt: answer.value.receipt });
    else fail(answer.failure, say('receipt.none'));
  };
  const check = async () => {
    const answer = await api.get<Chain>('v1/receipts/verify');
    if ('value' in answer) setSaid({ kind: 'chain', chain: answer.value });
    else fail(answer.failure, say('panel.failed'));
  };
  const isWrong = said?.kind === 'wrong';
  return (
    <div>
      <h3>{say('receipt.title')}</h3>
      <p class="note">{say('receipt.lead')}</p>
      <form onSubmit={find} noValidate>
        <label for="receipt">{say('receipt.id')}</label>
        <div class="together">
          <input
            id="receipt"
            ref={field}
            type="text"
            autocomplete="off"
            spellcheck={false}
            maxLength={40}
            aria-invalid={isWrong}
            aria-describedby="receipt-said"
          />
          <button type="submit" class="button">
            {say('receipt.find')}
          </button>
        </div>
      </form>
      <button type="button" class="link" onClick={check}>
        {say('chain.check')}
      </button>
      <div id="receipt-said" role="status">
        {said?.kind === 'wrong' && <p class="wrong">{said.text}</p>}
        {said?.kind === 'chain' && (
          <p class={said.chain.broken ? 'wrong' : undefined}>
            {said.chain.broken
              ? say('chain.broken', { n: formats.count(said.chain.broken.line) })
              : say('chain.whole', { n: formats.count(said.chain.receipts) })}
          </p>
        )}
        {said?.kind === 'found' && <Found receipt={said.receipt} />}
      </div>
    </div>
  );
}

function Found({ receipt }: { readonly receipt: Receipt }) {
  const { say, formats, texts } = useDesk();
  const day = parseDay(receipt.onDay);
  const named = (isGranted: boolean) =>
    Object.entries(receipt.purposes)
      .filter(([, granted]) => granted === isGranted)
      .map(([purpose]) => purposeName(purpose, texts))
      .join(', ') || '–';
  const lines = [
    [say('receipt.what'), say(`receipt.${receipt.act}`)],
    [say('receipt.day'), formats.range({ from: day, to: day })],
    [say('site'), receipt.site],
    [say('column.policy'), receipt.policy.version],
    [say('receipt.yes'), named(true)],
    [say('receipt.no'), named(false)],
    [say('receipt.text'), receipt.text],
  ] as const;
  return (
    <dl class="facts">
      {lines.map(([name, value]) => (
        <div class="fact" key={name}>
          <dt>{name}</dt>
          <dd>
            <Breaking text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
