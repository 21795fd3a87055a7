import { createHash } from 'node:crypto';
import type { FormReceipt, Kept, Receipt } from '../../src/wire/receipt.ts';

const words = 'Можно вести статистику посещений? Да или нет.';

/** The visitor's copy of a yes to one purpose and a no to another. */
export const decision: Kept<Receipt> = {
  receipt: {
    v: 1,
    id: 'decision-0000000000001',
    site: 'clinic.kz',
    act: 'given',
    policy: { url: 'https://clinic.kz/policy', version: '2026-11-01' },
    text: createHash('sha256').update(words).digest('hex'),
    language: 'ru',
    surface: 'banner',
    method: 'pointer',
    purposes: { statistics: true, search: false },
    onDay: '2026-11-22',
    validDays: 180,
    widget: '1.0.0',
  },
  at: Date.UTC(2026, 10, 22, 9, 30, 7),
  words,
  operator: { name: 'ТОО «Пример»', bin: '061211600012', email: 'privacy@clinic.kz', country: 'KZ' },
};

const { validDays: _, ...base } = decision.receipt;

/** The copy of a form's agreement that a representative gave. */
export const form: Kept<FormReceipt> = {
  ...decision,
  receipt: {
    ...base,
    surface: 'form',
    form: 'appointment',
    purposes: { agreement: true, newsletter: false },
    items: {
      operator: 'ТОО «Пример», БИН 061211600012',
      subject: 'Фамилия и имя',
      data: 'имя и телефон',
      purposes: 'запись на приём',
      term: '30 дней',
      thirdParties: 'нет',
      crossborder: 'нет',
      publication: 'нет',
    },
    onBehalf: true,
  },
};
