import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../dist/node/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kelisim-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The built command line as a process, with nothing of this machine's settings. */
function run(...args: readonly string[]) {
  return new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    const env = { PATH: process.env.PATH, KELISIM_DATA: join(folder, 'nowhere') };
    execFile(process.execPath, [cli, ...args], { cwd: folder, env }, (error, out, err) =>
      resolve({ code: error ? error.code : 0, out, err }),
    );
  });
}

writeFileSync(join(folder, 'bad.json'), '{ "reaskDays": 1 }');
writeFileSync(
  join(folder, 'good.json'),
  JSON.stringify({
    policy: { url: '/policy', version: '2026-11-01' },
    operator: { name: 'К', bin: '061211600012', email: 'a@b.kz', country: 'KZ' },
  }),
);
writeFileSync(join(folder, 'policy.html'), '<p>К, БИН 061211600012, a@b.kz\n<p>MAC-адрес, бессрочно. 2026-11-01');

/** Every command, and calls of it: the arguments, the exit code, and what is said on its channel. */
const calls: Readonly<Record<string, readonly (readonly [args: string, code: 0 | 1 | 2, says: RegExp])[]>> = {
  collect: [['--nope', 2, /^kelisim: .*--nope/]],
  check: [
    ['good.json', 0, /^good\.json: nothing is missing$/m],
    ['good.json --json', 0, /^\[\]$/m],
    ['bad.json', 1, /^bad\.json:1: schema: \/reaskDays must be 180/m],
    ['bad.json --json', 1, /^\[\{"file":"bad\.json","line":1,"path":"\/reaskDays","level":"schema"/m],
    ['good.json --policy policy.html', 1, /^policy\.html:2: law: \/ sets a term without end/m],
    ['absent.json', 2, /^kelisim: absent\.json cannot be read \(ENOENT\)/],
    ['', 2, /^kelisim: name one file/],
    ['--nope', 2, /^kelisim: .*--nope/],
  ],
  export: [
    ['', 2, /^kelisim: /],
    ['--nope', 2, /^kelisim: .*--nope/],
  ],
  verify: [
    ['bad.json', 1, /^the receipt was changed/m],
    ['a b', 2, /^kelisim: name one data folder, or one receipt/],
    ['--counts --receipt x', 2, /^kelisim: give --receipt or --counts, not both/],
    ['--nope', 2, /^kelisim: .*--nope/],
  ],
  sample: [['--nope', 2, /^kelisim: .*--nope/]],
  backup: [
    ['', 2, /^kelisim: /],
    ['--nope', 2, /^kelisim: .*--nope/],
  ],
};

test('the command line lists its commands, and each has a table of calls here', async () => {
  const { code, out } = await run('--help');
  assert.equal(code, 0);
  const names = [...out.matchAll(/^ {2}(\w+) {2,}\S/gm)].map(([, name]) => name);
  assert.deepEqual(names, Object.keys(calls));
  assert.equal((await run()).code, 2, 'no command is none that can run');
  const unknown = await run('collct');
  assert.equal(unknown.code, 2);
  assert.match(unknown.err, /there is no command of that name; there are collect, check/);
});

for (const [name, table] of Object.entries(calls)) {
  test(`kelisim ${name} --help tells its exit codes, whatever stands beside it`, async () => {
    const { code, out, err } = await run(name, 'anything', '--help');
    assert.equal(code, 0);
    assert.ok(out.startsWith(`kelisim ${name}`), out);
    assert.match(out, /Exit codes: 0 .+ 2 /);
    assert.match(out, /--json/);
    assert.equal(err, '');
  });

  for (const [args, expected, says] of table)
    test(`${['kelisim', name, args].filter(Boolean).join(' ')} ends with ${expected}`, async () => {
      const { code, out, err } = await run(name, ...args.split(' ').filter(Boolean));
      assert.equal(code, expected, out + err);
      assert.match(expected === 2 ? err : out, says);
      if (expected === 2) {
        assert.equal(out, '', 'what cannot run has no results');
        assert.equal(err.trim().split('\n').length, 1, `one line: ${err}`);
      }
    });
}
