/**
 * Who runs the clinic. Invented: the registration number has a right check digit and a thirteenth month, so that
 * nobody can have it; the addresses end in `.example` (RFC 2606); the phones are nobody's.
 */
export const operator = {
  bin: '991340000007',
  email: 'privacy@emen.example',
  letters: 'hello@emen.example',
  phones: {
    almaty: { text: '8 (727) 000-00-00', href: 'tel:+77270000000' },
    astana: { text: '8 (7172) 00-00-00', href: 'tel:+77172000000' },
  },
};

/** The version of the policy, the day it came into force. The configuration carries the same one. */
export const policyVersion = '2026-11-01';
