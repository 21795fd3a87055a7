import type { Kept } from '../wire/receipt.ts';
import { sha256 } from './hash.ts';

/**
 * A receipt as the visitor takes it along: its fields bear the names of ISO/IEC TS 27560:2023, and `kelisim` holds the
 * receipt itself, as it was posted.
 *
 * Nobody is identified: the principal is whoever holds the record, so `pii_principal_id` is the record's own id. An
 * answer of no is `consent_refused`, a name of ours: the specification knows given and withdrawn.
 */
export function recordOf({ receipt, at, words, operator }: Kept): Readonly<Record<string, unknown>> {
  const { id, act, of, policy, text, language, surface, method, purposes } = receipt;
  const { name = receipt.site, bin, address, email, phone, country } = operator;
  const event_time = new Date(at).toISOString();
  const refused = act === 'withdrawn' ? 'consent_withdrawn' : 'consent_refused';
  const form = receipt.surface === 'form' ? receipt : null;
  return {
    schema_version: 'ISO/IEC TS 27560:2023, kelisim 1',
    record_id: id,
    pii_principal_id: id,
    privacy_notice: { ...policy, text: words, text_sha256: text },
    language,
    purposes: Object.keys(purposes).map((purpose) => ({
      purpose,
      lawful_basis: 'consent',
      ...(form && { pii_information: form.items.data, recipient_third_parties: form.items.thirdParties }),
      retention_period: form?.items.term,
      pii_controllers: ['operator'],
      collection_method: `${form?.form ?? surface}, ${method}`,
      withdrawal_method: email ?? policy.url,
      jurisdiction: country,
    })),
    party_identification: [
      {
        ...{ party_id: 'operator', party_role: 'PII controller', party_name: name, party_registration: bin },
        ...{ party_address: address, party_email: email, party_phone: phone, party_url: receipt.site },
      },
    ],
    event: Object.entries(purposes).map(([purpose, said]) => ({
      event_time,
      event_type: said ? 'consent_given' : refused,
      event_state: act,
      entity_id: form?.onBehalf ? 'legal representative' : id,
      purpose,
      validity_duration: receipt.surface === 'form' ? undefined : `P${receipt.validDays}D`,
    })),
    receipt_metadata: { receipt_id: id, previous_record_id: of },
    kelisim: receipt,
  };
}

/**
 * The record as a file, JSON. Its last field is the SHA-256 of all before it, so that `kelisim verify` finds one changed
 * byte without asking anybody; empty where the browser cannot hash (no secure context).
 */
export async function writeRecord(kept: Kept): Promise<string> {
  const record = recordOf(kept);
  return `${JSON.stringify({ ...record, sha256: await sha256(JSON.stringify(record)) }, null, 2)}\n`;
}
