import { writeRecord } from '../receipts/record.ts';
import type { FormReceipt, Kept, Receipt } from '../wire/receipt.ts';
import { dayIn, timeIn } from './day.ts';
import { download, type Fact, writePage } from './papers.ts';
import type { Say } from './tell.ts';

type AnyKept = Kept<Receipt | FormReceipt>;

interface Props {
  readonly receipts: readonly AnyKept[];
  readonly say: Say;
  readonly nameOf: (purpose: string) => string;
  readonly language: string;
}

/** The decisions over time, each with its receipt to take along: a page to read, and a file to verify. */
export function Acts({ receipts, say, nameOf, language }: Props) {
  return (
    <section>
      <h3>{say('acts.title')}</h3>
      {receipts.length === 0 && <p>{say('acts.none')}</p>}
      <ul>
        {receipts.map((kept) => {
          const { receipt, at } = kept;
          const when = `${dayIn(at, language)}, ${timeIn(at)}`;
          const [yes, no] = [true, false].map((said) => namesOf(receipt, said));
          return (
            <li key={receipt.id}>
              <h4>{titleOf(receipt)}</h4>
              <p>{[when, whereOf(receipt)].filter(Boolean).join(' · ')}</p>
              {yes && (
                <p>
                  {say('now.granted')}: {yes}
                </p>
              )}
              {no && (
                <p>
                  {say('now.refused')}: {no}
                </p>
              )}
              <p class="papers">
                <button
                  type="button"
                  class="quiet"
                  data-kelisim-action="receipt-page"
                  aria-label={`${say('receipt.page')}, ${when}`}
                  onClick={() => download(`${fileOf(receipt)}.html`, pageOf(kept, when), 'text/html')}
                >
                  {say('receipt.page')}
                </button>
                <button
                  type="button"
                  class="quiet"
                  data-kelisim-action="receipt-json"
                  aria-label={`${say('receipt.json')}, ${when}`}
                  onClick={() =>
                    void writeRecord(kept).then((text) => download(`${fileOf(receipt)}.json`, text, 'application/json'))
                  }
                >
                  {say('receipt.json')}
                </button>
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );

  function titleOf(receipt: Receipt | FormReceipt) {
    return receipt.surface === 'form' ? say('act.form', { form: receipt.form }) : say(`act.${receipt.act}`);
  }

  function whereOf(receipt: Receipt | FormReceipt) {
    if (receipt.surface === 'form') return receipt.onBehalf ? say('act.behalf') : '';
    return say(`act.${receipt.surface}`);
  }

  function namesOf({ purposes, surface }: Receipt | FormReceipt, said: boolean) {
    if (surface === 'form') return ''; // its title says it, and its words
    return Object.keys(purposes)
      .filter((id) => purposes[id] === said)
      .map(nameOf)
      .join('; ');
  }

  function pageOf({ receipt, words, operator }: AnyKept, when: string) {
    const facts: Fact[] = [
      [
        say('declared.operator'),
        [
          operator.name ?? receipt.site,
          operator.bin ? `${say('bin')} ${operator.bin}` : '',
          operator.address ?? '',
          operator.email ?? '',
        ],
      ],
      [say('receipt.number'), receipt.id],
      [say('receipt.when'), [when, whereOf(receipt)]],
      [say('now.granted'), namesOf(receipt, true)],
      [say('now.refused'), namesOf(receipt, false)],
      [say('policy.link'), [receipt.policy.url, receipt.policy.version]],
      [say('receipt.words'), words],
      [say('receipt.hash'), receipt.text],
    ];
    const filled = facts
      .map(([name, value]): Fact => [name, [value].flat().filter(Boolean)])
      .filter(([, lines]) => lines.length > 0);
    return writePage(`${titleOf(receipt)} · ${receipt.site}`, filled, language, say('receipt.check'));
  }
}

const fileOf = ({ id, onDay }: Receipt | FormReceipt) => `kelisim-${onDay}-${id.slice(0, 6)}`;
