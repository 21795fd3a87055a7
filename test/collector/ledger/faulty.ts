import { type Disk, disk as real } from '../../../src/collector/disk.ts';

/** A fault before or after a step's effect; a step that writes may also be left half done. */
export interface Faults {
  /** Steps so far, by name. */
  readonly steps: string[];
  /** Answers the error of this step, or null. `when`: before, half done, or after its effect. */
  fault(step: number, name: string): { readonly when: 'before' | 'half' | 'after'; readonly error: Error } | null;
}

export function errorOf(code: string): Error {
  return Object.assign(new Error(`${code}: made by the test`), { code });
}

/** The real disk with faults at chosen steps. */
export function createFaultyDisk(faults: Faults): Disk {
  async function step<T>(
    name: string,
    act: () => Promise<T>,
    half: () => Promise<unknown> = async () => undefined,
    drop: (done: T) => Promise<void> = async () => undefined,
  ) {
    faults.steps.push(name);
    const fault = faults.fault(faults.steps.length, name);
    if (fault?.when === 'before') throw fault.error;
    if (fault?.when === 'half') {
      await half();
      throw fault.error;
    }
    const done = await act();
    if (fault?.when === 'after') {
      await drop(done);
      throw fault.error;
    }
    return done;
  }
  const last = (path: string) => path.split('/').slice(-2).join('/');
  return {
    ...real,
    grow: (path) =>
      step(
        `grow ${last(path)}`,
        async () => {
          const file = await real.grow(path);
          return {
            append: (bytes) =>
              step(
                'append',
                () => file.append(bytes),
                () => file.append(bytes.subarray(0, bytes.length >> 1)),
              ),
            cut: (bytes) => step('cut', () => file.cut(bytes)),
            close: () => file.close(),
          };
        },
        undefined,
        (file) => file.close(),
      ),
    write: (path, pieces) =>
      step(
        `write ${last(path)}`,
        () => real.write(path, pieces),
        () => real.write(path, ['{"half']),
      ),
    replace: (from, to) => step(`replace ${last(to)}`, () => real.replace(from, to)),
    syncFolder: (path) => step(`sync folder ${last(path)}`, () => real.syncFolder(path)),
    unlink: (path) => step(`unlink ${last(path)}`, () => real.unlink(path)),
  };
}

/** Everything fails from step `at` on: the process is gone. */
export function crashAt(at: number, when: 'before' | 'half' | 'after'): Faults {
  const error = errorOf('EIO');
  return {
    steps: [],
    fault: (step) => (step < at ? null : { when: step === at ? when : 'before', error }),
  };
}

/** Only step `at` fails: the disk was full for a moment. */
export function failAt(at: number, when: 'before' | 'half' | 'after'): Faults {
  const error = errorOf('ENOSPC');
  return { steps: [], fault: (step) => (step === at ? { when, error } : null) };
}
