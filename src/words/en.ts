import type { AgreementTexts, BannerTexts, BoxTexts, GateTexts, LeaveTexts, MoreTexts } from './texts.ts';

export const banner: BannerTexts = {
  'banner.also': 'You decide: {what}',
  'banner.body':
    '{operator} would like to know which pages are opened and what is searched for, to make the site better. The statistics are anonymised: they cannot tell who you are. The site works without them. You can change your answer at any time under “Privacy settings”. {link}Personal Data Processing Policy{/link}',
  reask: 'The policy changed on {date}. Please answer again: {what}',
  'banner.other':
    '{operator} asks for your permission. You can change your answer at any time under “Privacy settings”. {link}Personal Data Processing Policy{/link}',
  'banner.title': 'May we keep visit statistics?',
  statistics: 'Anonymised visit statistics',
  external: 'Third-party statistics services: {recipients}',
  functional: 'Convenience: favourites and remembered settings',
  location: 'Approximate location',
  'preferences.title': 'Privacy settings',
  refuse: 'Refuse',
  search: 'What is searched for (without names and numbers)',
  settings: 'Settings',
  'banner.short': 'May we collect anonymised visit and search statistics? The site works without them.',
  accept: 'Accept',
  video: 'Video consultation service: {provider}',
};

export const gate: GateTexts = {
  'feature.off': 'This needs your permission for “{purpose}”. The rest of the site works in full.',
  'embed.body': 'The service {provider} ({country}) will open here. It will receive: {data}.',
  'embed.notRecorded': 'Video and sound are not recorded; only date and time are kept.',
  countries: '',
  'allow-once': 'Allow once',
  allow: 'Always allow',
};

export const leave: LeaveTexts = {
  leave: 'Tracking has stopped. Load the page again? The text you typed will be lost.',
};

export const agreement: AgreementTexts = {
  'agreement.sentence':
    'I give my consent to the processing of personal data on the terms of the {link}Personal Data Processing Policy{/link}',
  'agreement.details': 'What exactly the consent covers',
  'agreement.items':
    'Operator: {name}, BIN {bin}. Subject: the person named in the field "{nameField}". Data: {data}. Purposes: {purposes}. Term: {term}, not longer than the purpose requires; until withdrawn. Third parties: {thirdParties}. Cross-border transfer: {crossborder}. Publication: {publication}. Withdraw with the "Withdraw consent" button or by e-mail to {email} marked «Отзыв согласия на обработку персональных данных»; processing stops within 15 working days except where the law provides otherwise. Policy version: {version}.',
  'agreement.none': 'none',
  'form.error': 'To send the form, please tick the consent.',
  'form.call': 'Or call {phone}',
};

export const boxes: BoxTexts = {
  'agreement.representative':
    "I am the patient's legal representative and consent to the processing of the patient's personal data on the terms of the {link}Personal Data Processing Policy{/link}",
  newsletter: 'I would like to receive the newsletter by e-mail. I can unsubscribe at any time',
  'form.crossborder': 'I consent to the cross-border transfer. Data: {data}. Recipient: {crossborder}',
};

export const more: MoreTexts = {
  'signal.on': 'Your browser asks not to collect data. We do not.',
  necessary: 'Necessary: the site cannot work without it',
  save: 'Save choice',
  close: 'Close without changes',
  withdraw: 'Withdraw consent',
  'withdraw.done':
    'Consent withdrawn. Collection has stopped and data on this device are erased. Confirmation number: {id}',
  'withdraw.unproven':
    'Consent withdrawn. Collection has stopped and data on this device are erased. The browser did not let us keep a confirmation.',
  'withdraw.left': 'Consent withdrawn, collection has stopped. The site itself cannot erase or check: {what}',
  'withdraw.mail': 'Withdraw by e-mail',
  'correct.mail': 'Correct my data',
  'mail.body':
    'Please stop processing my personal data. Number of the consent record: {id}. Site: {host}. Date: {date}.',
  crossborder: 'I consent to the cross-border transfer. Data: {data}. Recipient: {recipient}, {country}',
  'preferences.lead': 'Choose what to allow. What is not switched on stays off, and the site works without it.',
  'preferences.always': 'always on',
  'preferences.recipients': 'Recipient',
  'preferences.data': 'Data',
  'preferences.country': 'Country',
  'preferences.term': 'Term',
  countries: '',
  'preferences.operator': 'Who asks',
  'purpose.necessary': 'Your decision is kept on your device: one record without any number or name.',
  'purpose.functional': 'The site remembers on your device what you marked. Nothing is sent anywhere.',
  'purpose.statistics':
    'Which pages are opened and how fast they load. Your browser counts and sends only the results: no name, no visitor number, no IP address.',
  'purpose.search':
    'Words from the site’s search. Names, phones, ID numbers and e-mail addresses are removed in your browser; a query is seen only if many people searched for it.',
  'purpose.external': 'Other companies collect statistics under their own rules.',
  'purpose.video': 'Another company’s service opens the video window. Until you allow it, it learns nothing about you.',
  'purpose.location':
    'The browser asks once. Your position never leaves the device: only the name of the nearest branch is sent.',
  'purpose.crossborder': 'A company outside the country receives the data.',
  bin: 'BIN',
  'policy.link': 'Personal Data Processing Policy',
  'yourData.title': 'My data and decisions',
  receipt: 'Download the consent receipt',
};
