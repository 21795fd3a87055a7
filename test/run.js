import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ensureChromium, ensureFirefox, ensureOffice, ensureWebKit, install } from '../demo/setup.js';
import { parseEngines } from './support/engines/names.js';

const root = new URL('..', import.meta.url).pathname;

/** The journeys that are walked in Firefox as well: what a browser might do otherwise. */
const inFirefox = [
  'visitor',
  'policies',
  'frameworks',
  'fairness',
  'access',
  'agreement',
  'before',
  'declaration',
  'dialogs',
  'embeds',
  'forms',
  'inclusion',
  'record',
  'withdrawal',
  'your-data',
  'telemetry-life',
  'telemetry-searches',
  'telemetry-counting',
  'telemetry-delivery',
];
/** Puppeteer has no WebKit: its journeys are files of their own. */
const inWebKit = ['test/journeys/in-webkit.test.ts', 'test/journeys/telemetry-in-webkit.test.ts'];
const bin = (name) => join(root, 'node_modules/.bin', name);
const started = Date.now();

/** What ran, in order: its title, how long it took, how many of its tests passed, failed and were skipped, and why. */
const groups = [];

/** Runs a command to its end, shows what it writes, and answers whether all went well. */
function run(title, command, args, env = {}) {
  process.stdout.write(`\n— ${title}\n`);
  const from = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (part) => {
      output += part;
      process.stdout.write(part);
    });
    // A command that cannot be started closes too.
    child.on('error', ({ message }) => process.stdout.write(`${command}: ${message}\n`));
    child.on('close', (code) => {
      const isFine = code === 0;
      const group = { title, ms: Date.now() - from, ...count(output) };
      // A compiler's fault, a file that does not load, a runner that crashed: none of them is a test that failed.
      if (!isFine && !group.failed) group.failed = 1;
      if (group.failed) group.why = reasons(output);
      groups.push(group);
      resolve(isFine);
    });
  });
}

/** Reads what Node's and the web test runner say at their end. */
function count(output) {
  const text = stripVTControlCharacters(output);
  const sum = { passed: 0, failed: 0, skipped: 0 };
  const names = { pass: 'passed', fail: 'failed', cancelled: 'failed', skipped: 'skipped' };
  for (const [, word, number] of text.matchAll(/^(?:ℹ|#) (pass|fail|cancelled|skipped) (\d+)$/gm))
    sum[names[word]] += Number(number);
  const web = [...text.matchAll(/test files \| (\d+) passed, (\d+) failed(?:, (\d+) skipped)?/g)].at(-1);
  if (web) for (const [at, name] of ['passed', 'failed', 'skipped'].entries()) sum[name] += Number(web[at + 1] ?? 0);
  return sum;
}

/** What Node's and the web test runner say of the tests that failed; of another command, its last words. */
function reasons(output) {
  const text = stripVTControlCharacters(output);
  const node = text.split('\n✖ failing tests:\n')[1];
  const web = text.match(/^ ❌ .*(?:\n(?!\n\S).*)*/gm)?.join('\n');
  return (node ?? web ?? text.split('\n').slice(-40).join('\n')).trim();
}

/** Says why what failed did, for whoever sees but the end of a long output; what came of each group; and ends. */
function finish(fault) {
  const total = (name) => groups.reduce((sum, group) => sum + group[name], 0);
  const seconds = (ms) => `${String(Math.round(ms / 1000)).padStart(4)} s`;
  for (const { title, why } of groups) if (why) process.stdout.write(`\n— Failed: ${title}\n${why}\n`);
  process.stdout.write('\n');
  for (const { title, ms, passed, failed, skipped } of groups) {
    const counts = Object.entries({ passed, failed, skipped }).filter(([, number]) => number);
    process.stdout.write(
      `${seconds(ms)}  ${title}: ${counts.map(([name, n]) => `${n} ${name}`).join(', ') || 'fine'}\n`,
    );
  }
  if (fault) process.stdout.write(`\n${fault}\n`);
  process.stdout.write(`\nTook ${Math.round((Date.now() - started) / 1000)} s.\n`);
  process.stdout.write(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped\n`);
  process.exit(fault || total('failed') ? 1 : 0);
}

/** A step that all others rest on. */
const must = async (...step) => (await run(...step)) || finish(`${step[0]} failed: the rest has nothing to stand on.`);

/** The node tests below a folder of `test/`. */
const nodeTests = (folder) =>
  readdirSync(join(root, 'test', folder), { recursive: true })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => relative(root, join(root, 'test', folder, file)))
    .sort();

const node = (title, files, env) =>
  run(
    title,
    process.execPath,
    ['--import', 'tsx', '--test', '--test-reporter=spec', '--test-concurrency=2', ...files],
    env,
  );

/**
 * Whether an engine is here, or can be installed. One that cannot is skipped; not so in CI, where nobody would notice.
 */
async function isHere(engine) {
  const ensure = { chromium: ensureChromium, firefox: ensureFirefox, webkit: ensureWebKit };
  try {
    await ensure[engine]();
    return true;
  } catch (error) {
    const isCI = process.env.CI === 'true';
    process.stdout.write(`\n— Components in ${engine}: ${isCI ? 'FAILED' : 'skipped'}. ${explain(error)}\n`);
    groups.push({ title: `Components in ${engine}`, ms: 0, passed: 0, failed: Number(isCI), skipped: Number(!isCI) });
    return false;
  }
}

/** What an error says, and what the command wrote that it speaks of. */
const explain = ({ message, output }) => [message, output].filter(Boolean).join('\n');

let engines = [];
try {
  engines = parseEngines(process.env.ENGINES);
  await install();
  process.env.CHROME_PATH = await ensureChromium();
  // Its one test is skipped where it cannot be had; not so in CI, where nobody would notice.
  process.env.SOFFICE_PATH = await ensureOffice().catch((error) => {
    if (process.env.CI === 'true') throw error;
    return '';
  });
} catch (error) {
  finish(explain(error));
}
await must('Types', bin('tsc'), ['-b']);
await run('Style', bin('biome'), ['check', '--error-on-warnings', '.']);
await must('Build', bin('rollup'), ['-c', 'rollup.config.ts', '--configPlugin', 'rollup-plugin-esbuild', '--silent']);
await node(
  'Rules, collector, tools, demo',
  nodeTests('').filter((file) => !/^test.(journeys|bench)\b/.test(file)),
);
await node(
  'Journeys in chromium',
  nodeTests('journeys').filter((file) => !inWebKit.includes(file)),
  { ENGINES: 'chromium' },
);
for (const engine of engines) {
  if (!(await isHere(engine))) continue;
  const env = { ENGINES: engine };
  await run(`Components in ${engine}`, bin('wtr'), ['--config', 'test/web-test-runner.config.js'], env);
  const files = inFirefox.map((name) => `test/journeys/${name}.test.ts`);
  if (engine === 'firefox') await node('Journeys in firefox', files, env);
  if (engine === 'webkit') await node('Journeys in webkit', inWebKit, env);
}
finish();
