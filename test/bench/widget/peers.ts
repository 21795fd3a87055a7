import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

/** Somebody else's widget as its own documentation puts it into a page. */
export interface Peer {
  readonly name: string;
  /** Scripts and style sheets that a page needs before its visitor can answer. */
  readonly files: readonly string[];
}

/** What we are measured against, and ourselves; files from `test/bench/node_modules`, ours from `dist`. */
export const peers: readonly Peer[] = [
  { name: 'kelisim', files: ['kelisim.js'] },
  {
    name: 'vanilla-cookieconsent',
    files: ['vanilla-cookieconsent/dist/cookieconsent.umd.js', 'vanilla-cookieconsent/dist/cookieconsent.css'],
  },
  { name: 'orejime', files: ['orejime/dist/orejime-standard-en.js', 'orejime/dist/orejime-standard.css'] },
  { name: 'klaro', files: ['klaro/dist/klaro.js'] },
  {
    name: 'cookieconsent',
    files: ['cookieconsent/build/cookieconsent.min.js', 'cookieconsent/build/cookieconsent.min.css'],
  },
  {
    name: 'tarteaucitronjs',
    files: [
      'tarteaucitronjs/tarteaucitron.min.js',
      'tarteaucitronjs/lang/tarteaucitron.en.min.js',
      'tarteaucitronjs/tarteaucitron.services.min.js',
      'tarteaucitronjs/css/tarteaucitron.min.css',
    ],
  },
  { name: '@plausible-analytics/tracker', files: ['@plausible-analytics/tracker/plausible.js'] },
];

const root = new URL('../../..', import.meta.url).pathname;

/** Reads a file of a peer's. */
export const readFile = (peer: Peer, file: string): Buffer =>
  readFileSync(join(root, peer.name === 'kelisim' ? 'dist' : 'test/bench/node_modules', file));

/** The bytes of all files of a peer's after brotli at its highest level. */
export const bytesOf = (peer: Peer): number =>
  peer.files.reduce((sum, file) => sum + brotliCompressSync(readFile(peer, file)).length, 0);
