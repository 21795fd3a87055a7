import type { WrittenTexts } from './texts.ts';

export const en: WrittenTexts = {
  why: 'This service opens only after consent on paper. Print the form, fill it in, sign it and hand it to {operator}.',
  open: 'Form to print',
  print: 'Print',
  title: 'Consent to the processing and cross-border transfer of personal data',
  items: [
    ['Who gives the consent', 'Full name: {blank} ID number (IIN): {blank}'],
    ['To whom', '{name}, BIN {bin}, {address}'],
    ['Data', '{data}'],
    ['Purpose', '{purpose}'],
    ['Third parties', '{recipient}'],
    ['Cross-border transfer', '{country}. This country may protect personal data less than Kazakhstan does.'],
    ['Publication', 'none'],
    ['Term', '{term}'],
    [
      'How to withdraw',
      'By e-mail to {email} marked «Отзыв согласия на обработку персональных данных». Processing stops within 15 working days except where the law provides otherwise.',
    ],
    ['Policy', '{url}, version {version}'],
  ],
  term: 'until the purpose is reached, and no longer than until withdrawal',
  date: 'Date',
  signature: 'Signature',
};
