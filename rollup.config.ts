import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import type { OutputChunk, Plugin, RollupOptions } from 'rollup';
import esbuild from 'rollup-plugin-esbuild';

const { version, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const browsers = ['chrome80', 'safari15', 'firefox91'];

/** What few visitors need: their digests lie in `rest`, not in the core. */
const rare = ['agreement', 'seal', 'vocabulary', 'place', 'services', 'written', 'preact', 'preferences'].concat([
  'data',
  'declaration',
  'ru',
  'kk',
  'en',
  'toldru',
  'toldkk',
  'tolden',
]);

/**
 * The chunks that are fetched when they are needed; each is whole in itself, so that one digest covers it. One that needs
 * others carries their digests, so that the core carries only the first ones. Made in this order.
 */
const lazy: Readonly<Record<string, readonly [input: string, needs?: readonly string[]]>> = {
  ru: ['src/words/ru.ts'],
  kk: ['src/words/kk.ts'],
  en: ['src/words/en.ts'],
  vitals: ['src/telemetry/vitals.ts'],
  vocabulary: ['src/telemetry/vocabulary.ts'],
  place: ['src/telemetry/place.ts'],
  erase: ['src/ask/leave.ts'],
  digest: ['src/receipts/sha256.ts'],
  seal: ['src/ask/seal.ts', ['digest']],
  toldru: ['src/words/told/ru.ts'],
  toldkk: ['src/words/told/kk.ts'],
  tolden: ['src/words/told/en.ts'],
  agreement: ['src/ask/agreement.ts'],
  gates: ['src/ask/gates.ts'],
  preact: ['src/ui/preact.ts'],
  preferences: ['src/ui/open.tsx'],
  data: ['src/ui/data.tsx'],
  declaration: ['src/ui/declaration.ts'],
  services: ['src/services/services.ts'],
  written: ['src/ui/written.ts'],
  receipts: ['src/receipts/receipts.ts', ['erase']],
  extras: ['src/telemetry/extras.ts'],
  telemetry: ['src/telemetry/telemetry.ts'],
  rest: ['src/ui/rest.ts', rare],
  // Who agreed is measured by those four: none of them waits for a file of digests first.
  after: ['src/after.ts', ['rest', 'receipts', 'telemetry', 'vitals', 'extras']],
  returning: ['src/returning.ts', ['rest', 'receipts', 'vitals', 'extras']],
};
/** What the core itself asks for; those carry the digests of the others. */
const first = ['gates', 'after', 'returning'];

/**
 * What runs nearly whole as soon as it is there is compiled while it is fetched, and not at each first call: Chrome from
 * 136 reads that in a first line. Of 250 ms of tasks in a first visit, on a processor slowed down four times, it took 50.
 */
const eager = ['gates', 'after', 'returning'];

const digest = (code: string) => createHash('sha256').update(code).digest('base64');
const fileOf = (name: string, sum: string) => `${name}-${sum.slice(0, 8).replace(/\W/g, '_')}.js`;
const digests: Record<string, string> = {};
const pick = (names: readonly string[]) =>
  JSON.stringify(Object.fromEntries(names.map((name) => [name, digests[name]])));

/** Names a finished chunk after its digest, as the core will ask for it. */
const named = (name: string): Plugin => ({
  name: 'named',
  generateBundle(_options, bundle) {
    for (const [file, chunk] of Object.entries(bundle))
      if (chunk.type === 'chunk') {
        digests[name] = digest(chunk.code);
        delete bundle[file];
        this.emitFile({ type: 'asset', fileName: fileOf(name, digests[name]), source: chunk.code });
      }
  },
});

/** Removes what an earlier build left in `folder`: it would be served for ever. Never the whole: somebody may be reading. */
const tidy = (folder: string, isOurs: (file: string) => boolean): Plugin => ({
  name: 'tidy',
  writeBundle(_options, bundle) {
    const made = new Set(Object.keys(bundle).map((file) => file.split('/').at(-1)));
    const chunks = new Set(Object.entries(digests).map(([name, sum]) => fileOf(name, sum)));
    for (const file of readdirSync(folder))
      if (isOurs(file) && !made.has(file) && !chunks.has(file)) rmSync(`${folder}/${file}`);
  },
});

/** The core's texts: the keys once, then each language as one string, since brotli pays for every quote and colon. */
const pressedTexts = (): Plugin => ({
  name: 'pressed-texts',
  async load(id) {
    const [, language] = /\/src\/words\/(ru|kk|en)\.ts$/.exec(id) ?? [];
    if (!language && id !== '\0keys') return null;
    // In the order of the first language, which is the one that brotli makes most of: 30 bytes less than sorted.
    const { banner: ru } = await bundled<typeof import('./src/words/ru.ts')>('src/words/ru.ts');
    const { banner } = await bundled<typeof import('./src/words/ru.ts')>(`src/words/${language ?? 'ru'}.ts`);
    const keys = Object.keys(ru) as (keyof typeof banner)[];
    if (!language)
      return `const keys = '${keys.join(' ')}'.split(' ');
        export const read = (text) => Object.fromEntries(text.split('|').map((said, i) => [keys[i], said]));`;
    const said = keys.map((key) => banner[key]);
    if (said.some((text) => text.includes('|'))) throw Error(`a text of the banner's in "${language}" has a "|"`);
    return `import { read } from '\0keys'; export const banner = read(${JSON.stringify(said.join('|'))});`;
  },
  resolveId: (id) => (id === '\0keys' ? id : null),
});

/** The chunk's own exports, and the digests of the chunks it needs. */
const withNeeds = (input: string, needs: readonly string[] | undefined): Plugin => ({
  name: 'with-needs',
  resolveId: (id) => (id === 'chunk' ? '\0chunk' : null),
  load(id) {
    if (id !== '\0chunk') return null;
    const from = JSON.stringify(input.startsWith('src/') ? `${process.cwd()}/${input}` : input);
    // Of a language the core and the other chunks have the rest already.
    return `export ${/words\/..\.ts/.test(input) ? '{ more }' : '*'} from ${from};${needs ? `export const chunks = ${pick(needs)};` : ''}`;
  },
});

/**
 * What members that only the widget's own rooms read are called in the bundles: no owner, no server and no storage ever
 * sees these names. The rest is spelled out.
 */
const shortNames = Object.fromEntries(
  [
    'answerable subscribe isOverridden mustAsk onAct makeHost believe erased inside redraw cookiesOff refuses speech',
    'choices retryAfterSeconds record recordAlone recordLast isOpen config consent element load trust drain shelf',
    'lastSeen onReceipt campaignOf settle note look whenSeen',
  ]
    .flatMap((names) => names.split(' '))
    .map((name, i) => [name, String.fromCharCode(i < 26 ? 65 + i : 71 + i)]),
);

const forWidget = (isEager = false) =>
  forBrowsers(RegExp(`^(${Object.keys(shortNames).join('|')})$`), isEager ? '//# allFunctionsCalledOnLoad' : undefined);

const forBrowsers = (mangleProps?: RegExp, preamble?: string): Plugin[] => [
  nodeResolve({ browser: true }),
  esbuild({
    target: browsers,
    // Chrome 80 has `?.` and `??`; its fault with them concerns spread arguments behind `?.`, which are not used here.
    supported: { 'optional-chain': true },
    define: { VERSION: JSON.stringify(version) },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    charset: 'utf8',
    ...(mangleProps && { mangleProps, mangleCache: shortNames }),
    sourceMap: false,
    tsconfig: false,
  }),
  squeezed(),
  terser({
    ecma: 2020,
    module: true,
    compress: {
      passes: 3,
      unsafe: true,
      unsafe_arrows: true,
      unsafe_methods: true,
      pure_getters: true,
      inline: 1,
      hoist_vars: true,
    },
    format: { comments: false, ...(preamble && { preamble }) },
  }),
];

/** Style sheets lie in template literals, one rule a line; the line ends are for us only. */
const squeezed = (): Plugin => ({
  name: 'squeeze-styles',
  transform(code, id) {
    return /style\.ts$/i.test(id) ? { code: code.replace(/\\n|\n(?=[^\n]*[{}])/g, ''), map: null } : null;
  },
});

const besides = (): Plugin => ({
  name: 'besides',
  async writeBundle(_options, bundle) {
    const core = bundle['kelisim.js'] as OutputChunk;
    const all = Object.entries(digests).map(([name, sum]) => [fileOf(name, sum), `sha256-${sum}`]);
    const files = { 'kelisim.js': `sha256-${digest(core.code)}`, ...Object.fromEntries(all) };
    writeFileSync('dist/integrity.json', `${JSON.stringify({ version, files }, null, 2)}\n`);
    const ask = await bundled<typeof import('./src/ask/style.ts')>('src/ask/style.ts');
    const ui = await bundled<typeof import('./src/ui/style.ts')>('src/ui/style.ts');
    const data = await bundled<typeof import('./src/ui/dataStyle.ts')>('src/ui/dataStyle.ts');
    const sheets = [ask.style, ask.entryStyle, ask.viewStyle, ui.style, data.dataStyle];
    writeFileSync('dist/kelisim.css', sheets.join('').replace(/\n/g, ''));
    const { ConfigSchema } = await bundled<typeof import('./src/wire/config.ts')>('src/wire/config.ts');
    const schema = { $schema: 'http://json-schema.org/draft-07/schema#', ...ConfigSchema };
    writeFileSync('dist/kelisim.schema.json', `${JSON.stringify(schema, null, 2)}\n`);
    copyFileSync('src/ask/autoconsent.json', 'dist/autoconsent.json');
  },
});

/** Runs one of our own pure modules here, to write out what it holds. */
async function bundled<T>(file: string): Promise<T> {
  const { build } = await import('esbuild');
  const made = await build({ entryPoints: [file], bundle: true, format: 'esm', platform: 'node', write: false });
  const code = made.outputFiles[0]?.text ?? '';
  return (await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)) as T;
}

const chunkBuilds = Object.entries(lazy).map(
  ([name, [input, needs]]): RollupOptions => ({
    input: { [name]: 'chunk' },
    // The dialogs take Preact, and what shows them, from a chunk of its own, which is asked for, with its digest, before.
    external: (id) => name !== 'preact' && /^preact\b|\/modal\.ts$/.test(id),
    output: {
      dir: 'dist',
      format: 'es',
      entryFileNames: '[name].js',
      inlineDynamicImports: true,
      paths: () => `./${fileOf('preact', digests.preact ?? '')}`,
    },
    plugins: [withNeeds(input, needs), ...forWidget(eager.includes(name)), named(name)],
  }),
);

const core: RollupOptions = {
  input: 'src/widget.ts',
  // The core comes last: it carries the digests of the chunks it may ask for first. Inside, since it may be met twice; at
  // the end, since it asks only after it has waited, and brotli makes more of what stands before than of a beginning with
  // what cannot be compressed.
  output: { file: 'dist/kelisim.js', format: 'iife', outro: () => `const CHUNKS = ${pick(first)};` },
  plugins: [pressedTexts(), ...forWidget(true), besides(), tidy('dist', (file) => /-\w{8}\.js$/.test(file))],
};

const library: RollupOptions = {
  input: 'src/index.ts',
  output: { dir: 'dist', format: 'es', entryFileNames: 'index.js', chunkFileNames: 'esm/[name]-[hash].js' },
  plugins: [...forWidget(), tidy('dist/esm', () => true)],
};

const dashboard: RollupOptions = {
  input: 'src/dashboard.tsx',
  output: { file: 'dist/dashboard/dashboard.js', format: 'es', inlineDynamicImports: true },
  plugins: [
    commonjs(),
    ...forBrowsers(),
    {
      name: 'page',
      writeBundle() {
        mkdirSync('dist/dashboard', { recursive: true });
        for (const file of ['index.html', 'dashboard.css', 'csp.json'])
          if (existsSync(`src/dashboard/${file}`)) copyFileSync(`src/dashboard/${file}`, `dist/dashboard/${file}`);
      },
    },
  ],
};

const isOutside = (id: string) =>
  id.startsWith('node:') || Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`));

const node: RollupOptions = {
  input: Object.fromEntries(
    Object.entries({
      cli: 'src/cli.ts',
      server: 'src/server.ts',
      collector: 'src/collector/plugin.ts',
      'parquet-worker': 'src/collector/stores/parquet-worker.ts',
    }).filter(([, file]) => existsSync(file)),
  ),
  external: isOutside,
  output: { dir: 'dist/node', format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
  plugins: [
    nodeResolve(),
    esbuild({ target: 'node20', charset: 'utf8', tsconfig: false, define: { VERSION: JSON.stringify(version) } }),
  ],
};

const parts = {
  widget: [...chunkBuilds, core, library],
  dashboard: existsSync('src/dashboard.tsx') ? [dashboard] : [],
  node: existsSync('src/cli.ts') ? [node] : [],
};

/** All of it, or the one part that `--configOnly widget` (`dashboard`, `node`) names. */
export default ({ configOnly }: { configOnly?: keyof typeof parts }) =>
  configOnly ? parts[configOnly] : Object.values(parts).flat();
