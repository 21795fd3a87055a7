import { collect } from './tools/collect.ts';
import { runHere } from './tools/command.ts';

// The collector process for those who start a file rather than a command: the same as `kelisim collect`.
process.exitCode = await runHere((io) => collect.run(process.argv.slice(2), io));
