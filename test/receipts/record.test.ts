import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { asSaid, sha256 } from '../../src/receipts/hash.ts';
import { recordOf, writeRecord } from '../../src/receipts/record.ts';
import type { Receipt } from '../../src/wire/receipt.ts';
import { decision, form } from './copies.ts';

test('C-28: the visitor’s copy names its fields by ISO/IEC TS 27560 and holds the second, the words and who asked', () => {
  const record = recordOf(decision);
  const [statistics, search] = record.event as Record<string, unknown>[];
  assert.deepEqual(record.privacy_notice, {
    url: 'https://clinic.kz/policy',
    version: '2026-11-01',
    text: decision.words,
    text_sha256: decision.receipt.text,
  });
  assert.equal(record.record_id, decision.receipt.id);
  assert.deepEqual(statistics, {
    event_time: '2026-11-22T09:30:07.000Z',
    event_type: 'consent_given',
    event_state: 'given',
    entity_id: decision.receipt.id,
    purpose: 'statistics',
    validity_duration: 'P180D',
  });
  assert.equal(search?.event_type, 'consent_refused');
  const [party] = record.party_identification as Record<string, unknown>[];
  assert.deepEqual(
    [party?.party_name, party?.party_email, party?.party_role],
    ['ТОО «Пример»', 'privacy@clinic.kz', 'PII controller'],
  );
  assert.deepEqual(record.kelisim, decision.receipt);
});

test('C-28: a withdrawal names the record it withdraws', () => {
  const receipt: Receipt = { ...decision.receipt, act: 'withdrawn', of: 'x'.repeat(22), purposes: { search: false } };
  const record = recordOf({ ...decision, receipt });
  assert.deepEqual(record.receipt_metadata, { receipt_id: receipt.id, previous_record_id: receipt.of });
  assert.equal((record.event as Record<string, unknown>[])[0]?.event_type, 'consent_withdrawn');
});

test('C-39: the copy of a form’s agreement says which data, how long, and that it was given for another', () => {
  const record = recordOf(form);
  const [agreement] = record.purposes as Record<string, unknown>[];
  assert.equal(agreement?.pii_information, 'имя и телефон');
  assert.equal(agreement?.retention_period, '30 дней');
  assert.equal(agreement?.collection_method, 'appointment, pointer');
  assert.equal((record.event as Record<string, unknown>[])[0]?.entity_id, 'legal representative');
});

test('C-28: the file’s last field is the SHA-256 of all before it, and its words hash to what was posted', async () => {
  for (const kept of [decision, form]) {
    const text = await writeRecord(kept);
    const { sha256: sum, ...record } = JSON.parse(text);
    assert.equal(sum, createHash('sha256').update(JSON.stringify(record)).digest('hex'));
    assert.equal(record.privacy_notice.text_sha256, await sha256(record.privacy_notice.text));
  }
});

test('words are hashed as one line, however a browser broke them', async () => {
  assert.equal(asSaid('  Да\u00a0или\n\n нет.\t'), 'Да или нет.');
  assert.equal(asSaid('и\u0306'), 'й', 'in NFC');
});
