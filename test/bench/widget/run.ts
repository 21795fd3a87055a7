import { bytesOf, peers } from './peers.ts';

/** Measures Kelisim beside its peers and prints a table. Run it by `npm run bench:widget`. */
for (const peer of peers) console.log(`${peer.name.padEnd(30)} ${(bytesOf(peer) / 1000).toFixed(1).padStart(6)} KB`);
