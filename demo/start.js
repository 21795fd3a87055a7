import { build } from './build.js';
import { policyVersion } from './clinic/operator.js';
import { createClinic } from './clinic/server.js';
import { collectorEnv, startCollector } from './collector.js';
import { createMeet } from './meet/server.js';
import { close, listen, readPorts, refuseTakenPorts } from './ports.js';
import { CommandFailed, run } from './run.js';
import { install } from './setup.js';

const help = `npm start               the clinic, the collector with the analyst's page, and a stand-in video service
npm start -- --sample   the same, with four weeks of made-up traffic to look at

PORT, KELISIM_PORT and VIDEO_PORT move them from 8080, 8090 and 8100.`;

/** Everything that runs, to be ended in the opposite order. @type {(() => Promise<unknown>)[]} */
const running = [];
const stopping = new AbortController();

/** @param {readonly string[]} args */
async function start(args) {
  const unknown = args.find((arg) => arg !== '--sample');
  if (args.includes('--help') || args.includes('-h')) return console.log(help);
  if (unknown) throw new Error(`${unknown} is not known here.\n\n${help}`);

  const { signal } = stopping;
  const ports = readPorts(process.env);
  await refuseTakenPorts(ports);
  await install({ signal });
  await build({ signal });

  const env = collectorEnv(process.env, ports.KELISIM_PORT);
  if (args.includes('--sample')) {
    console.log('Making four weeks of sample traffic …');
    console.log((await run(process.execPath, ['dist/node/cli.js', 'sample'], { env, signal })).trim());
  }

  const [clinic, collector, video] = [ports.PORT, ports.KELISIM_PORT, ports.VIDEO_PORT].map(
    (port) => `http://localhost:${port}`,
  );
  if (!clinic || !collector || !video) return;
  const child = await startCollector(env, signal);
  running.push(child.stop);
  for (const server of await listen(() => createMeet({ clinic }), ports.VIDEO_PORT, 'VIDEO_PORT'))
    running.push(() => close(server));
  for (const server of await listen(() => createClinic({ collector, video }), ports.PORT, 'PORT'))
    running.push(() => close(server));
  if (signal.aborted) return;

  console.log(`
  The clinic             ${clinic}
  The analyst's page     ${collector}/#token=${env.KELISIM_TOKEN}
  The collector          ${collector}
  The video service      ${video}

Any page on http://localhost:* may report as the site "localhost" (development only). Paste:

  <script defer src="${collector}/kelisim.js" data-site="localhost"
          data-policy="/policy" data-policy-version="${policyVersion}"></script>

What at least ten browsers did is released every ${env.KELISIM_RELEASE_SECONDS} seconds. Data: ${env.KELISIM_DATA}. Ctrl-C ends all.
`);

  const code = await child.ended;
  if (!signal.aborted) throw new Error(`The collector ended by itself (${code}); its own words stand above.`);
}

/** Ends what runs; answers once all of it is gone. */
async function stop() {
  stopping.abort();
  for (const end of running.splice(0).reverse()) await end();
}

let asked = 0;
const endAll = async () => {
  asked += 1;
  if (asked > 1) process.exit(130); // somebody is in a hurry
  console.log('\nClosing …');
  await stop();
};
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, endAll);

// A SIGTERM for npm ends npm and the shell between us, and never arrives here: then our parent is another one.
const parent = process.ppid;
if (process.env.npm_lifecycle_event)
  setInterval(() => {
    if (process.ppid !== parent && asked === 0) endAll();
  }, 500).unref();

try {
  await start(process.argv.slice(2));
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(`\n${error instanceof Error ? error.message : error}`);
    if (error instanceof CommandFailed && error.output) console.error(error.output);
    process.exitCode = 1;
  }
}
await stop();
