import type { AgreementItems, Language, Operator, Service, TelemetryConfig, Theme } from '../wire/config.ts';

/** A purpose as configured. */
export interface Purpose {
  readonly id: string;
  /** The owner's own name for it, by language; built-in ones have none. */
  readonly texts?: Readonly<Record<Language, string>>;
  readonly term?: string;
}

/** The owner's configuration with every default filled in. Parsed once, at the door; read by all, changed by none. */
export interface Config {
  readonly site: string;
  /** IANA zone of the site. */
  readonly zone: string;
  /** Absolute base address ending in `/`; null: consent only. */
  readonly collector: string | null;
  readonly policy: {
    readonly url: string;
    readonly version: string;
    /** Whether a newer version asks again; yes unless said. */
    readonly material?: boolean;
    /** Only these purposes are asked again; left out: all. */
    readonly changed?: readonly string[] | null;
  };
  readonly operator: Operator;
  readonly languages: readonly Language[];
  readonly texts: Readonly<Partial<Record<Language, Readonly<Record<string, string>>>>>;
  readonly purposes: readonly Purpose[];
  readonly services: readonly Service[];
  readonly signals: 'wins' | 'defaultsOff';
  readonly reaskDays: number;
  readonly telemetry: TelemetryConfig;
  readonly forms: AgreementItems;
  readonly theme: Theme;
  readonly cookieDomain?: string | null;
  readonly entry: { readonly kind?: 'button' | 'link'; readonly side?: 'left' | 'right'; readonly offsetPx?: number };
}
