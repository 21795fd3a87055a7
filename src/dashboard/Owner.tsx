import { useDesk } from './desk.ts';
import { Erasure } from './Erasure.tsx';
import { Receipts } from './Receipts.tsx';

/** What only the owner sees: receipts by their number, how long figures are kept, and erasing them (K-11, K-18, K-19). */
export function Owner() {
  const { say, formats, retentionMonths } = useDesk();
  return (
    <section class="panel wide owner" id="owner" aria-labelledby="owner-title">
      <header>
        <h2 id="owner-title">{say('owner.title')}</h2>
      </header>
      <p class="note">{say('owner.lead')}</p>
      <div class="columns">
        <Receipts />
        <div>
          <Erasure />
          <h3>{say('keep.title')}</h3>
          <p>{say('keep.lead', { n: formats.count(retentionMonths) })}</p>
        </div>
      </div>
    </section>
  );
}
