import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { isBuilt } from '../../demo/build.js';
import { collectorEnv } from '../../demo/collector.js';
import { close, listen, PortError, readPorts, refuseTakenPorts } from '../../demo/ports.js';
import { root } from '../../demo/run.js';
import { makeRunFolder } from '../../demo/run-folder.js';
import { ensureChromium, findChromium, isInstalled, refuseOldNode } from '../../demo/setup.js';

const folders: string[] = [];
const makeFolder = (parent = tmpdir()) => {
  const folder = mkdtempSync(join(parent, 'kelisim-demo-'));
  folders.push(folder);
  return folder;
};
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const write = (folder: string, files: Readonly<Record<string, unknown>>) => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
};

const lock = {
  packages: {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b-mac': { version: '1.0.0', optional: true },
  },
};
const hidden = 'node_modules/.package-lock.json';

for (const [what, files, expected] of [
  ['no node_modules', {}, false],
  ['an installation cut off before its end', { 'node_modules/a/package.json': '{}' }, false],
  ['a list cut off while written', { [hidden]: '{"packages":' }, false],
  [
    'another version than the lock file names',
    { [hidden]: { packages: { 'node_modules/a': { version: '0.9.0' } } } },
    false,
  ],
  ['a package missing', { [hidden]: { packages: {} } }, false],
  [
    'a package too many',
    { [hidden]: { packages: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/c': { version: '1.0.0' } } } },
    false,
  ],
  [
    'all but the other platforms’ packages',
    { [hidden]: { packages: { 'node_modules/a': { version: '1.0.0' } } } },
    true,
  ],
] as const)
  test(`${what}: ${expected ? 'installed' : 'has to be installed'}`, () => {
    assert.equal(isInstalled(write(makeFolder(), { 'package-lock.json': lock, ...files })), expected);
  });

test('this very repository is installed', () => assert.equal(isInstalled(root), true));

test('an old Node is refused, and the message says which one is needed', () => {
  for (const version of ['18.20.1', '20.9.0']) assert.throws(() => refuseOldNode(version), /Node 20\.10 or newer/);
  for (const version of ['20.10.0', '22.1.0']) refuseOldNode(version);
});

test('Chromium is the one that CHROME_PATH names, else the first on the PATH', async () => {
  const folder = write(makeFolder(), { 'mine/browser': '', 'path/google-chrome': '' });
  const mine = join(folder, 'mine/browser');
  assert.equal(await ensureChromium({ env: { CHROME_PATH: mine } }), mine);
  assert.equal(findChromium(join(folder, 'path')), join(folder, 'path/google-chrome'));
  await assert.rejects(ensureChromium({ env: { CHROME_PATH: join(folder, 'none') } }), /CHROME_PATH=.* is not there/);
});

const built = ['dist/kelisim.js', 'dist/node/cli.js', 'dist/dashboard/index.html'];
const isBuiltWith = (outputs: readonly string[], sourceAt: number, builtAt: number) => {
  const folder = write(makeFolder(), { 'src/deep/a.ts': '', ...Object.fromEntries(outputs.map((name) => [name, ''])) });
  utimesSync(join(folder, 'src/deep/a.ts'), sourceAt, sourceAt);
  utimesSync(join(folder, 'src/deep'), 1, 1);
  for (const name of outputs) utimesSync(join(folder, name), builtAt, builtAt);
  return isBuilt(folder);
};

test('a build is used again only when it is whole and newer than its sources', () => {
  assert.equal(isBuiltWith(built, 1000, 2000), true);
  assert.equal(isBuiltWith(built, 3000, 2000), false);
  for (const missing of built)
    assert.equal(
      isBuiltWith(
        built.filter((name) => name !== missing),
        1000,
        2000,
      ),
      false,
      missing,
    );
});

test('PORT, KELISIM_PORT and VIDEO_PORT move the three, and a bad one is named', () => {
  assert.deepEqual(readPorts({}), { PORT: 8080, KELISIM_PORT: 8090, VIDEO_PORT: 8100 });
  assert.deepEqual(readPorts({ VIDEO_PORT: '9000', PORT: '' }), { PORT: 8080, KELISIM_PORT: 8090, VIDEO_PORT: 9000 });
  for (const port of ['0', '65536', '80a', '-1', '1.5'])
    assert.throws(() => readPorts({ PORT: port }), /^Error: PORT=/);
  assert.throws(
    () => readPorts({ PORT: '8090' }),
    /KELISIM_PORT and PORT are both 8090|PORT and KELISIM_PORT are both 8090/,
  );
});

const occupy = async (host: string): Promise<{ server: Server; port: number }> => {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
};

/** Ports that nobody has at this moment, three different ones. */
const freePorts = async () => {
  const taken = await Promise.all([occupy('127.0.0.1'), occupy('127.0.0.1'), occupy('127.0.0.1')]);
  await Promise.all(taken.map(({ server }) => close(server)));
  const [a = 0, b = 0, c = 0] = taken.map(({ port }) => port);
  return { PORT: a, KELISIM_PORT: b, VIDEO_PORT: c };
};

for (const host of ['127.0.0.1', '::1', '0.0.0.0'])
  test(`a port taken on ${host} is found out, and the variable that moves it is named`, async () => {
    const { server, port } = await occupy(host);
    try {
      await assert.rejects(refuseTakenPorts({ VIDEO_PORT: port }), (error) => {
        assert.ok(error instanceof PortError);
        assert.match(error.message, new RegExp(`port ${port} is taken.*VIDEO_PORT=`));
        return true;
      });
    } finally {
      await close(server);
    }
    await refuseTakenPorts({ VIDEO_PORT: port });
  });

test('nobody else’s machine can reach the demo: it listens on the loopback alone', async () => {
  const { PORT } = await freePorts();
  const servers = await listen(() => createServer(), PORT, 'PORT');
  try {
    for (const server of servers) assert.match((server.address() as AddressInfo).address, /^(127\.0\.0\.1|::1)$/);
  } finally {
    await Promise.all(servers.map(close));
  }
});

const isLinuxWithoutSwap = process.platform === 'linux' && makeRunFolder({}, '/none') !== undefined;
folders.push(makeRunFolder({}, '/none') ?? '/nonexistent');

test('DESIGN: the key’s folder is in memory, ours alone, and the same at the next start', {
  skip: !isLinuxWithoutSwap,
}, () => {
  const parent = makeFolder('/dev/shm');
  const folder = makeRunFolder({ XDG_RUNTIME_DIR: parent }, '/data/one');
  assert.ok(folder);
  assert.ok(folder.startsWith(parent));
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.equal(makeRunFolder({ XDG_RUNTIME_DIR: parent }, '/data/one'), folder);
  assert.notEqual(makeRunFolder({ XDG_RUNTIME_DIR: parent }, '/data/two'), folder);
});

test('a link laid in the place of the key’s folder is not followed', { skip: !isLinuxWithoutSwap }, () => {
  const parent = makeFolder('/dev/shm');
  const folder = makeRunFolder({ XDG_RUNTIME_DIR: parent }, '/data/one') ?? '';
  rmSync(folder, { recursive: true });
  symlinkSync(makeFolder(), folder);
  assert.notEqual(makeRunFolder({ XDG_RUNTIME_DIR: parent }, '/data/one'), folder);
  folders.push(makeRunFolder({}, '/data/one') ?? '/nonexistent');
});

test('the demo’s token lasts, in a file for its owner alone; a person’s own settings win', () => {
  const data = makeFolder();
  const first = collectorEnv({ KELISIM_DATA: data, KELISIM_RUN: '/run' }, 8090);
  assert.match(first.KELISIM_TOKEN, /^[\w-]{32}$/);
  assert.equal(statSync(join(data, 'demo-token')).mode & 0o777, 0o600);
  const second = collectorEnv({ KELISIM_DATA: data, KELISIM_RUN: '/run', KELISIM_RELEASE_SECONDS: '9' }, 8090);
  assert.equal(second.KELISIM_TOKEN, first.KELISIM_TOKEN);
  assert.equal(second.KELISIM_RELEASE_SECONDS, '9');
  assert.equal(first.KELISIM_RELEASE_SECONDS, '5');
  assert.deepEqual(JSON.parse(first.KELISIM_SITES ?? '').localhost.origins, ['http://localhost:*']);
  assert.ok(existsSync(JSON.parse(first.KELISIM_SITES ?? '').localhost.config));
});

/** Runs `npm start`'s program; `said` waits for what it prints. */
const runStart = (env: Readonly<Record<string, string>>, args: readonly string[] = []) => {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['demo/start.js', ...args], {
    cwd: root,
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, output }));
  const said = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const look = () => {
        const found = output.match(pattern);
        if (found) resolve(found);
      };
      look();
      for (const stream of [child.stdout, child.stderr]) stream.on('data', look);
      ended.then(({ code }) => reject(new Error(`ended (${code}) before it said ${pattern}:\n${output}`)));
    });
  const hear = (text: Buffer) => {
    output += text;
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return { child, ended, said };
};

const asEnv = (ports: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]));

for (const name of ['PORT', 'KELISIM_PORT', 'VIDEO_PORT'] as const)
  test(`npm start with a taken ${name} says so, ends with 1 and leaves nothing running`, async () => {
    const { server, port } = await occupy('127.0.0.1');
    const ports = { ...(await freePorts()), [name]: port };
    try {
      const { code, output } = await runStart(asEnv(ports)).ended;
      assert.equal(code, 1);
      assert.match(output, new RegExp(`port ${port} is taken; choose another: ${name}=`));
    } finally {
      await close(server);
    }
    await refuseTakenPorts(ports);
  });

test('npm start with an option that is not there says which there are', async () => {
  const { code, output } = await runStart({}, ['--smaple']).ended;
  assert.equal(code, 1);
  assert.match(output, /--smaple is not known here[\s\S]*npm start -- --sample/);
});

test('npm start brings up all three, prints the analyst’s link, and ends cleanly when told to', {
  timeout: 120_000,
}, async () => {
  const ports = await freePorts();
  const data = makeFolder();
  const { child, ended, said } = runStart({ ...asEnv(ports), KELISIM_DATA: data });
  try {
    const [, link = '', token = ''] = await said(/(http:\/\/localhost:\d+\/#token=([\w-]+))/);
    await said(/Ctrl-C/);
    assert.ok(link.startsWith(`http://localhost:${ports.KELISIM_PORT}/`));
    const clinic = await (await fetch(`http://localhost:${ports.PORT}/`)).text();
    assert.ok(clinic.includes(`src="http://localhost:${ports.KELISIM_PORT}/kelisim.js"`));
    assert.equal((await fetch(`http://localhost:${ports.VIDEO_PORT}/room/emen`)).status, 200);
    assert.equal((await fetch(`http://localhost:${ports.KELISIM_PORT}/kelisim.js`)).status, 200);
    const signIn = await fetch(`http://localhost:${ports.KELISIM_PORT}/v1/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: `http://localhost:${ports.KELISIM_PORT}` },
      body: JSON.stringify({ token }),
    });
    assert.equal(signIn.status, 204);
  } finally {
    child.kill('SIGINT');
  }
  const { code, output } = await ended;
  assert.equal(code, 0, output);
  await refuseTakenPorts(ports);
  folders.push(makeRunFolder({}, data) ?? '/nonexistent');
});

test('npm start ends too when npm itself is told to, whose shell passes nothing on', { timeout: 120_000 }, async () => {
  const ports = await freePorts();
  const data = makeFolder();
  const environment = { ...process.env, ...asEnv(ports), KELISIM_DATA: data };
  const npmStart = spawn('npm', ['start'], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(npmStart, 'exit');
  for await (const line of createInterface(npmStart.stdout)) if (line.includes('Ctrl-C')) break;
  npmStart.kill('SIGTERM');
  await ended;
  // The ports are free again once all is gone; they were not a moment ago.
  for (;;) {
    const taken = await refuseTakenPorts(ports).then(
      () => false,
      () => true,
    );
    if (!taken) break;
    await pause(100);
  }
  folders.push(makeRunFolder({}, data) ?? '/nonexistent');
});

for (const token of ['', 'a'.repeat(32)])
  test(`a data folder that cannot be one stops npm start with the reason, ${token ? 'by the collector' : 'before it starts'}`, {
    timeout: 120_000,
  }, async () => {
    const ports = await freePorts();
    const data = join(write(makeFolder(), { file: '' }), 'file');
    const { code, output } = await runStart({ ...asEnv(ports), KELISIM_DATA: data, KELISIM_TOKEN: token }).ended;
    assert.equal(code, 1);
    assert.match(output, /data folder .*file cannot be written .*KELISIM_DATA/);
    await refuseTakenPorts(ports);
    folders.push(makeRunFolder({}, data) ?? '/nonexistent');
  });
