/** What "your data" says; it goes with the declaration's words in one lazy chunk a language. */
export interface YourDataTexts {
  'data.lead': string;
  'data.nothing': string;
  'data.all': string;
  'now.title': string;
  /** Hold `{date}` and `{version}`. */
  'now.on': string;
  'now.none': string;
  'now.granted': string;
  'now.refused': string;
  'now.unasked': string;
  'now.change': string;
  'sent.title': string;
  'sent.lead': string;
  'sent.none': string;
  /** Holds `{language}`, `{zone}` and `{width}`. */
  'sent.env': string;
  'sent.waits': string;
  'width.S': string;
  'width.M': string;
  'width.L': string;
  'width.XL': string;
  /** Each holds what its event on the wire has, by its name there. */
  view: string;
  /** Holds `{host}`. */
  'view.referrer': string;
  /** Holds `{name}`. */
  'view.campaign': string;
  /** Holds `{what}`. */
  'view.first': string;
  'first.day': string;
  'first.week': string;
  'first.month': string;
  'first.ever': string;
  leave: string;
  'vital.LCP': string;
  'vital.FCP': string;
  'vital.TTFB': string;
  'vital.INP': string;
  'vital.CLS': string;
  event: string;
  goal: string;
  step: string;
  'search.words': string;
  term: string;
  'term.other': string;
  place: string;
  'acts.title': string;
  'acts.none': string;
  'act.given': string;
  'act.changed': string;
  'act.withdrawn': string;
  /** Holds `{form}`. */
  'act.form': string;
  'act.behalf': string;
  'act.banner': string;
  'act.preferences': string;
  'act.placeholder': string;
  'receipt.page': string;
  'receipt.json': string;
  'receipt.words': string;
  'receipt.number': string;
  'receipt.hash': string;
  'receipt.when': string;
  /** The operator's registration number, as it is called. */
  'receipt.check': string;
  'rights.title': string;
  'rights.lead': string;
  /** Holds `{host}` and `{date}`. */
  'correct.body': string;
}

/** What the declaration says. */
export interface DeclarationTexts {
  'declared.purposes': string;
  'declared.purpose': string;
  'declared.recipient': string;
  'declared.data': string;
  'declared.term': string;
  'declared.storage': string;
  'declared.record': string;
  'declared.kind': string;
  'declared.use': string;
  'declared.own': string;
  'declared.browser': string;
  /** Holds `{days}`. */
  'declared.days': string;
  'declared.untilWithdrawn': string;
  'declared.byService': string;
  'declared.cookie': string;
  'declared.receipts': string;
  'declared.log': string;
  'declared.not': string;
  'declared.notLead': string;
  'declared.why': string;
  /** What is not collected, and why. Source: policy §5.1–5.3, §5.8–5.10; law.md. */
  'declared.notItems': readonly (readonly [what: string, why: string])[];
  'declared.where': string;
  /** Holds `{country}`. */
  'declared.kept': string;
  'declared.operator': string;
  /** Holds `{version}`. */
  'declared.version': string;
  'declared.transfer': string;
  'declared.written': string;
}

export type ToldTexts = YourDataTexts & DeclarationTexts;
