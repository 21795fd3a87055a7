/** What the catalogue of services says to visitors, in every language; they go with its chunk. */
export interface ServiceTexts {
  /** Kinds of data, as they stand in a list. */
  readonly data: {
    address: string;
    browser: string;
    pages: string;
    actions: string;
    number: string;
    watched: string;
    map: string;
    name: string;
    talk: string;
    tags: string;
  };
  /** Purposes that come with the catalogue. */
  readonly purposes: { maps: string; advertising: string };
  /** What the purpose `video` is called where it is not for consultations; the first holds `{provider}`. */
  readonly video: string;
  readonly aboutVideo: string;
}
