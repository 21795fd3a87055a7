import type { ToldTexts } from './told/texts.ts';

/** The banner's few: what may be shown before anything else has loaded. They are part of the core. */
export interface BannerTexts {
  'banner.title': string;
  /** Holds `{operator}` and one `{link}…{/link}` to the policy. */
  'banner.body': string;
  'banner.short': string;
  /** Said instead where no statistics are asked for. Holds `{operator}` and one `{link}…{/link}`. */
  'banner.other': string;
  /** Holds `{what}`: the purposes that accepting would grant. */
  'banner.also': string;
  accept: string;
  refuse: string;
  settings: string;
  'preferences.title': string;
  functional: string;
  statistics: string;
  search: string;
  /** Holds `{recipients}`. */
  external: string;
  /** Holds `{provider}`. */
  video: string;
  location: string;
  /** Holds `{date}` and `{what}`. */
  reask: string;
}

/** Said where a gate is shut; they go with the gates' chunk. */
export interface GateTexts {
  /** Holds `{purpose}`. */
  'feature.off': string;
  /** Holds `{provider}`, `{country}` and `{data}`. */
  'embed.body': string;
  'embed.notRecorded': string;
  /** Countries whose names browsers do not know in this language, like `NL Нидерланд, TR Түркия`. */
  countries: string;
  'allow-once': string;
  allow: string;
}

/** Asked before a withdrawal reloads a page on which a person has typed; it goes with what erases. */
export interface LeaveTexts {
  leave: string;
}

/** The words of a form's agreement; they go with its chunk. Source: policy §14; Law 94-V, art. 8(4). */
export interface AgreementTexts {
  /** Holds one `{link}…{/link}`. To the letter the policy's sentence in Russian. */
  'agreement.sentence': string;
  'agreement.details': string;
  /** Holds `{name} {bin} {nameField} {data} {purposes} {term} {thirdParties} {crossborder} {publication} {email} {version}`. */
  'agreement.items': string;
  'agreement.none': string;
  'form.error': string;
  /** Holds `{phone}`. */
  'form.call': string;
}

/** The sentences of a form's other boxes. */
export interface BoxTexts {
  /** Holds one `{link}…{/link}`. */
  'agreement.representative': string;
  newsletter: string;
  /** Holds `{data}` and `{crossborder}`. */
  'form.crossborder': string;
}

/** Everything else a visitor may read; one lazy chunk a language. */
export interface MoreTexts {
  'signal.on': string;
  necessary: string;
  save: string;
  close: string;
  withdraw: string;
  'withdraw.done': string;
  /** Where the browser keeps nothing: no number, then. */
  'withdraw.unproven': string;
  'withdraw.left': string;
  'withdraw.mail': string;
  'correct.mail': string;
  'mail.body': string;
  /** Holds `{data}`, `{recipient}` and `{country}`. */
  crossborder: string;
  'preferences.lead': string;
  'preferences.always': string;
  'preferences.recipients': string;
  'preferences.data': string;
  'preferences.country': string;
  'preferences.term': string;
  countries: string;
  'preferences.operator': string;
  'purpose.necessary': string;
  'purpose.functional': string;
  'purpose.statistics': string;
  'purpose.search': string;
  'purpose.external': string;
  'purpose.video': string;
  'purpose.location': string;
  'purpose.crossborder': string;
  bin: string;
  'policy.link': string;
  'yourData.title': string;
  receipt: string;
}

/** A language as a whole; a missing text does not compile. */
export interface Words {
  readonly banner: BannerTexts;
  readonly gate: GateTexts;
  readonly leave: LeaveTexts;
  readonly agreement: AgreementTexts;
  readonly boxes: BoxTexts;
  readonly more: MoreTexts;
}

/** The key of any text that an owner may replace with their own words. */
export type TextKey =
  | keyof BannerTexts
  | keyof GateTexts
  | keyof LeaveTexts
  | keyof AgreementTexts
  | keyof BoxTexts
  | keyof MoreTexts
  | Exclude<keyof ToldTexts, 'declared.notItems'>;
