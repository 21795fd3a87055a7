/** The clinic's policy in English. @type {import('./ru.js').Policy} */
export const en = {
  operatorName: 'Emen Clinic LLP',
  version: 'Version',
  inForce: 'In force since',
  bin: 'BIN',
  address: '12 Yemendi Street, Almaty, Kazakhstan',
  lead: 'What data the clinic receives, what for, for how long, and how you take your consent back. If something is unclear, ask: we answer within three working days.',
  sections: [
    {
      title: 'Who answers for the data',
      text: [
        'The operator of personal data is Emen Clinic LLP. Data are kept in Kazakhstan. Where a legal representative decides for a patient, all that follows applies to them too.',
      ],
      items: [],
    },
    {
      title: 'What data we receive',
      text: ['Only what you yourself typed into a form and sent:'],
      items: [
        'surname and first name, phone number',
        'the doctor and the day that suits you',
        'whatever you chose to tell the doctor',
      ],
      after: [
        'Until the form is sent the clinic does not see a single letter of it. Filling it in is not consent yet: you tick that separately.',
      ],
    },
    {
      title: 'What for and for how long',
      text: [
        'To call you back and book your visit. A request is kept for thirty days and then erased. We send no advertising and sell no data.',
      ],
      items: [],
    },
    {
      title: 'Site statistics',
      text: [
        'If you allow it, we count which pages are opened and what is searched for. The statistics are anonymised: they hold no name, no number of your browser and no network address, and nobody, including us, sees figures of fewer than ten visitors. Names and numbers are taken out of search words in your own browser.',
      ],
      items: [],
    },
    {
      title: 'Favourites',
      text: [
        'The doctors you mark are written to your browser’s storage and sent nowhere. Withdraw your consent and they are erased.',
      ],
      items: [],
    },
    {
      title: 'Video consultations and transfer abroad',
      text: [
        'The video link is provided by Meet, the Netherlands. It receives your name and your device’s network address. Video and sound are not recorded; only date and time are kept. Transfer of data abroad is allowed separately and never switched on together with anything else.',
      ],
      items: [],
    },
    {
      title: 'If you refuse',
      text: [
        'Doctors, booking by phone, addresses and this policy are always there. Only favourites and the video window on the page wait for your permission; the video can be opened by its link.',
      ],
      items: [],
    },
  ],
  registry: 'What is kept in your browser',
  registryHead: ['Record', 'What for', 'How long'],
  registryRows: [
    ['kelisim (cookie)', 'remembers your answer; it holds no visitor number', '180 days'],
    ['kelisim (IndexedDB)', 'your receipts and, after a yes, what was sent to the statistics', 'until you withdraw'],
    ['clinic-favourites (localStorage)', 'favourite doctors', 'until you withdraw'],
  ],
  rights: 'How to withdraw consent and correct data',
  rightsText:
    'Open “Privacy settings” at the foot of any page: collection stops at once. Consent given in a form can be withdrawn by e-mail. Processing stops within 15 working days; a correction takes one working day.',
  yourData: 'My data and decisions',
  withdraw: 'Withdraw by e-mail',
  correct: 'Correct my data',
};
