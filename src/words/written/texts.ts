/** What a service that needs consent in writing says, and the form to print; they go with its chunk. */
export interface WrittenTexts {
  /** Holds `{operator}`. */
  readonly why: string;
  readonly open: string;
  readonly print: string;
  readonly title: string;
  /** The items of the form, in order; the first of each pair names it. Hold `{name} {bin} {address} {data} {purpose}
   * {recipient} {country} {term} {email} {version} {url}`. Source: Law 94-V, art. 8(4); policy §23, §24. */
  readonly items: readonly (readonly [label: string, text: string])[];
  /** Said for `{term}` where the owner gives none. */
  readonly term: string;
  readonly date: string;
  readonly signature: string;
}
