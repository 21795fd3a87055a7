/**
 * What a policy or a text says is collected although no page of Kelisim's can read it, and why; null for none.
 *
 * Source: policy §5.1–5.3, 5.9, 5.10; a claim of more than is done is a fault of the claim.
 */
export function claimIn(text: string): string | null {
  const [, what] = claims.find(([words]) => words.test(text)) ?? [];
  return what ? `claims more than is done: ${what}` : null;
}

const claims: readonly (readonly [words: RegExp, what: string])[] = [
  [/MAC[- ]?(адрес|address|мекен)/i, 'a page cannot read a MAC address; leave it out'],
  [/\bIMEI\b/i, 'a page cannot read an IMEI; leave it out'],
  [/Wi-?Fi|беспроводн|проводн[а-я]* сет|сымсыз/i, 'a page cannot read Wi-Fi or network data; leave it out'],
  [
    /идентификатор[а-я]* устройств|device (id\b|identifier)|құрылғы(ның)? идентификатор/i,
    'Kelisim makes no device id; leave it out',
  ],
  [/отпечат[а-я]* (браузер|устройств)|fingerprint/i, 'Kelisim takes no fingerprint; leave it out'],
  [/web[- ]?beacon|веб-маяк|маяк|\bпиксел|tracking pixel/i, 'Kelisim sends no beacon and sets no pixel; leave it out'],
];
