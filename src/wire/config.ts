import { type Static, type TSchema, Type } from 'typebox';
import { catalogueIds } from './catalogue.ts';

const closed = { additionalProperties: false } as const;
const text = (description: string, more = {}) => Type.String({ minLength: 1, description, ...more });
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema);
const list = <T extends TSchema>(schema: T, description: string) => Type.Array(schema, { description });

export const languages = ['ru', 'kk', 'en'] as const;
export type Language = (typeof languages)[number];
const Language = Type.Enum(languages);
const Texts = Type.Partial(
  Type.Object(
    Object.fromEntries(languages.map((language) => [language, Type.Record(Type.String(), Type.String())])) as Record<
      Language,
      ReturnType<typeof Type.Record>
    >,
  ),
  closed,
);

const purposeId = '^[a-z][a-z0-9-]{0,39}$';
const path = '^/';

const words = Type.Array(Type.String({ minLength: 1 }));
const Data = Type.Union(
  [
    words,
    Type.Object({ ru: optional(words), kk: optional(words), en: optional(words) }, { ...closed, minProperties: 1 }),
  ],
  { description: 'which data it receives, in the visitor’s words; a list, or one for each language' },
);
const Origins = list(Type.String({ pattern: '^https?://[^/]+$' }), 'where it loads from');
const country = text('ISO 3166-1 alpha-2; another country than the operator’s also needs its own cross-border yes', {
  pattern: '^[A-Z]{2}$',
});
const notRecorded = Type.Boolean({ description: 'video and sound are not recorded' });
const writtenForm = Type.Boolean({ description: 'needs consent in writing: never loads, offers a form to print' });

/** A service of the catalogue; what is given beside its id wins over what the catalogue says. */
export const UseSchema = Type.Object(
  {
    use: Type.Enum(catalogueIds, { description: 'its id in the catalogue' }),
    id: optional(
      Type.Union([Type.String({ pattern: '^(G|GTM)-[A-Z0-9]+$|^[0-9]+$' }), Type.Integer({ minimum: 1 })], {
        description: 'the number of your counter; its tag is loaded after consent',
      }),
    ),
    purpose: optional(text('another purpose than the catalogue’s', { pattern: purposeId })),
    name: optional(text('the recipient as visitors know it')),
    country: optional(country),
    origins: optional(Origins),
    data: optional(Data),
    notRecorded: optional(notRecorded),
    writtenForm: optional(writtenForm),
  },
  closed,
);

export const ServiceSchema = Type.Object(
  {
    id: text('the id used in data-kelisim-service', { pattern: purposeId }),
    purpose: text('the purpose it serves, like "video"', { pattern: purposeId }),
    name: text('the recipient as visitors know it'),
    country,
    origins: optional(Origins),
    data: optional(Data),
    cookies: optional(
      list(
        Type.Union([
          Type.Object({ name: Type.String({ minLength: 1 }) }, closed),
          Type.Object({ prefix: Type.String({ minLength: 1 }) }, closed),
        ]),
        'its cookies on this site, by exact name or literal prefix; erased on withdrawal',
      ),
    ),
    storage: optional(
      list(
        Type.Object(
          {
            in: Type.Union([
              Type.Literal('local'),
              Type.Literal('session'),
              Type.Literal('indexedDB'),
              Type.Literal('cache'),
            ]),
            name: optional(Type.String({ minLength: 1 })),
            prefix: optional(Type.String({ minLength: 1 })),
          },
          closed,
        ),
        'its storage on this site; erased on withdrawal',
      ),
    ),
    notRecorded: optional(notRecorded),
    writtenForm: optional(writtenForm),
  },
  closed,
);

export const PurposeSchema = Type.Object(
  {
    id: text('an id of your own', { pattern: purposeId }),
    texts: Type.Object(
      Object.fromEntries(languages.map((language) => [language, Type.String({ minLength: 1 })])) as Record<
        Language,
        ReturnType<typeof Type.String>
      >,
      { ...closed, description: 'its name in every language' },
    ),
    term: optional(text('how long data are kept, in words')),
  },
  closed,
);

const Operator = Type.Object(
  {
    name: optional(text('who asks')),
    bin: optional(text('business identification number', { pattern: '^[0-9]{12}$' })),
    email: optional(text('where letters go', { pattern: '^[^@\\s]+@[^@\\s]+$' })),
    phone: optional(text('where people call')),
    address: optional(text('postal address')),
    country: optional(text('ISO 3166-1 alpha-2', { pattern: '^[A-Z]{2}$' })),
  },
  { ...closed, description: 'named on every consent surface' },
);

const Telemetry = Type.Object(
  {
    routes: optional(list(Type.String({ pattern: path }), 'paths with variable parts, like "/doctors/:slug"')),
    sensitive: optional(
      list(Type.String({ pattern: path }), 'pages of which only that one was viewed is sent, like "/hiv/*"'),
    ),
    hashRoutes: optional(Type.Boolean({ description: 'count #/routes as pages' })),
    events: optional(
      Type.Record(
        Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,39}$' }),
        Type.Object({ props: optional(Type.Array(Type.String(), { maxItems: 5 })) }, closed),
        { description: 'events of your own and their properties' },
      ),
    ),
    goals: optional(
      Type.Record(
        Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,39}$' }),
        Type.Union([
          Type.Object({ path: Type.String({ pattern: path }) }, closed),
          Type.Object({ event: Type.String() }, closed),
        ]),
      ),
    ),
    funnels: optional(
      Type.Record(
        Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,39}$' }),
        Type.Array(Type.Union([Type.String({ pattern: path }), Type.Object({ event: Type.String() }, closed)]), {
          minItems: 2,
          maxItems: 10,
        }),
      ),
    ),
    search: optional(
      Type.Object(
        {
          params: optional(list(Type.String({ minLength: 1 }), 'more names of search parameters in the address')),
          mode: optional(
            Type.Union([Type.Literal('words'), Type.Literal('vocabulary'), Type.Literal('auto'), Type.Literal('off')]),
          ),
          vocabulary: optional(
            Type.Union([
              list(Type.String({ minLength: 1 }), 'your terms'),
              Type.Object({ page: Type.String({ pattern: path }) }, closed),
            ]),
          ),
        },
        closed,
      ),
    ),
    places: optional(
      list(
        Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 80 }),
            latitude: Type.Number({ minimum: -90, maximum: 90 }),
            longitude: Type.Number({ minimum: -180, maximum: 180 }),
          },
          closed,
        ),
        'your places; only the nearest name is sent',
      ),
    ),
  },
  closed,
);

const AgreementItems = Type.Object(
  {
    data: optional(text('the list of data')),
    purposes: optional(text('what for')),
    term: optional(text('how long')),
    thirdParties: optional(text('who else receives them; left out: none')),
    crossborder: optional(text('which countries; left out: none')),
    publication: optional(text('where published; left out: nowhere')),
    nameField: optional(text('the label of the field that names the person')),
    newsletter: optional(Type.Boolean({ description: 'a second, separate, unticked box' })),
  },
  { ...closed, description: 'the items of a form’s agreement (Kazakhstan, Law 94-V, art. 8(4))' },
);

const Theme = Type.Object(
  {
    accent: optional(text('a CSS colour')),
    surface: optional(text('a CSS colour')),
    text: optional(text('a CSS colour')),
    radius: optional(Type.Number({ minimum: 0, maximum: 24, description: 'pixels' })),
    font: optional(text('a CSS font family')),
    position: optional(Type.Union([Type.Literal('bottom'), Type.Literal('top'), Type.Literal('corner')])),
    scheme: optional(Type.Union([Type.Literal('auto'), Type.Literal('light'), Type.Literal('dark')])),
  },
  { ...closed, description: 'nothing here can make accept and refuse differ' },
);

/** The owner's configuration, `kelisim.json`. Its JSON Schema ships as `dist/kelisim.schema.json`. */
export const ConfigSchema = Type.Object(
  {
    $schema: optional(Type.String()),
    site: optional(text('the site’s name at the collector; default: the page’s host without www.')),
    zone: optional(text('IANA time zone of the site; default Asia/Almaty')),
    collector: optional(
      Type.Union([Type.String(), Type.Null()], {
        description: 'base address; default: the folder the script came from; null: consent only',
      }),
    ),
    policy: optional(
      Type.Object(
        {
          url: text('the address of the policy'),
          version: text('a date, else a dotted number; newer is larger', {
            pattern: '^(\\d{4}-\\d{2}-\\d{2}|\\d+(\\.\\d+)*)$',
            maxLength: 40,
          }),
          material: optional(Type.Boolean({ description: 'whether it asks again; default true' })),
          changed: optional(list(Type.String({ pattern: purposeId }), 'only these purposes are asked again')),
        },
        closed,
      ),
    ),
    operator: optional(Operator),
    languages: optional(Type.Array(Language, { minItems: 1, uniqueItems: true })),
    texts: optional(Texts),
    purposes: optional(Type.Array(Type.Union([Type.String({ pattern: purposeId }), PurposeSchema]))),
    services: optional(Type.Array(Type.Union([Type.Enum(catalogueIds), UseSchema, ServiceSchema]))),
    signals: optional(Type.Union([Type.Literal('wins'), Type.Literal('defaultsOff')])),
    reaskDays: optional(Type.Integer({ minimum: 180, maximum: 730 })),
    telemetry: optional(Telemetry),
    forms: optional(AgreementItems),
    theme: optional(Theme),
    cookieDomain: optional(text('a parent domain, to share the decision across subdomains')),
    entry: optional(
      Type.Object(
        {
          kind: optional(Type.Union([Type.Literal('button'), Type.Literal('link')])),
          side: optional(Type.Union([Type.Literal('left'), Type.Literal('right')])),
          offsetPx: optional(Type.Integer({ minimum: 0, maximum: 400 })),
        },
        closed,
      ),
    ),
  },
  { ...closed, $id: 'kelisim.schema.json', title: 'Kelisim configuration' },
);

export type OwnersConfig = Static<typeof ConfigSchema>;
export type Service = Static<typeof ServiceSchema>;
export type UsedService = Static<typeof UseSchema>;
export type OwnersPurpose = Static<typeof PurposeSchema>;
export type AgreementItems = Static<typeof AgreementItems>;
export type TelemetryConfig = Static<typeof Telemetry>;
export type Theme = Static<typeof Theme>;
export type Operator = Static<typeof Operator>;
