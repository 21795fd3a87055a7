import type { Engine } from './engine.ts';
import {
  createShelf as createTable,
  dropShelf,
  fillShelf,
  fromShelves,
  type KindOfCell,
  kindsIn,
  settleShelf,
} from './parquet-sql.ts';

/** What a question is read from; `done` when it is answered. */
export interface Held {
  readonly from: string;
  done(): void;
}

/** Released rows in memory, beside the files that hold them. */
export interface Shelf {
  /** What to ask instead of these files; null while it is not there, then the files are asked. */
  hold(names: readonly string[]): Held | null;
  /** From the call on only these files are shown: what was taken from others is dropped. */
  keep(names: readonly string[]): void;
  /** Takes in what is shown and missing; at once if it is all there. Rejects where the engine fails; the files remain. */
  fill(): Promise<void>;
  /** Drops everything: the engine was started anew, or a table of it is not there. */
  forget(): void;
  /** Asks nothing more; resolves when what it had asked is answered. */
  close(): Promise<void>;
}

interface Board {
  readonly names: readonly string[];
  readonly table: string;
  isReady: boolean;
  holders: number;
  isDropped: boolean;
}

/** More rows than this stay in their files: compressed they take some 15 bytes each, so these are about 60 MB. */
const mostRows = 4_000_000;
/** So many are taken in at a time, in a tenth of a second: a question that comes meanwhile waits no longer. */
const rowsAtOnce = 32_768;
const kinds = ['month', 'day'] as const;

/**
 * Keeps a compressed copy of the shown files' rows in the engine's memory, one table for whole months and one for the days
 * of the running one. A question then costs a few milliseconds; asked of the files it costs two more for each of up to 42.
 * It is taken in a part at a time, in the order of the kinds of cell, so that a question reads a few blocks of its own kind.
 */
export function createShelf(
  engine: Pick<Engine, 'nextTable' | 'ask'>,
  paths: (names: readonly string[]) => readonly string[],
): Shelf {
  let shown: readonly string[] = [];
  const boards: { month: Board | null; day: Board | null } = { month: null, day: null };
  let filling: Promise<void> | null = null;
  let changes = 0;
  let isClosed = false;

  const shelve = (sql: string) => engine.ask({ ask: 'shelve', sql });
  const drop = async (board: Board) => {
    if (isClosed || board.isDropped || board.holders > 0) return;
    board.isDropped = true;
    await shelve(dropShelf(board.table));
  };
  const leave = (kind: 'month' | 'day') => {
    const board = boards[kind];
    boards[kind] = null;
    // A table that an engine no longer has need not be dropped.
    if (board) void drop(board).catch(() => undefined);
  };
  const fillOne = async (kind: 'month' | 'day') => {
    const names = ofKind(shown, kind);
    if (isClosed || boards[kind] || names.length === 0) return;
    const board: Board = { names, table: engine.nextTable(), isReady: false, holders: 0, isDropped: false };
    boards[kind] = board;
    const isLeft = () => isClosed || boards[kind] !== board;
    try {
      const counted = (await engine.ask({ ask: 'read', sql: kindsIn(paths(names)), values: [] })).map(
        ([table, one, two, rows]) => ({ kind: [table, one, two] as KindOfCell, rows: Number(rows) }),
      );
      // Too many: the files are asked until they change.
      if (counted.reduce((sum, { rows }) => sum + rows, 0) > mostRows) return;
      await shelve(createTable(board.table));
      for (const part of partsOf(counted, names)) {
        if (isLeft()) return;
        await shelve(fillShelf(board.table, paths(part.names), part.kinds));
        // At once: not compressed yet, the rows of a year take a third of a gigabyte.
        await engine.ask({ ask: 'settle', sql: settleShelf });
      }
      board.isReady = !isLeft();
    } catch (error) {
      // Its files are no longer shown, and unlinked: no copy in the making keeps them from it.
      if (!isLeft()) throw error;
    } finally {
      // Left while it was being filled, or failed: then the board stays, empty, so that it is not tried again and again.
      board.isDropped = false;
      if (!board.isReady) await drop(board);
    }
  };

  return {
    hold(names) {
      const used = kinds.flatMap((kind) => (ofKind(names, kind).length > 0 ? [boards[kind]] : []));
      const ready = used.flatMap((board) => (board?.isReady ? [board] : []));
      if (ready.length === 0 || ready.length < used.length) return null;
      for (const board of ready) board.holders += 1;
      return {
        from: fromShelves(ready.map(({ table }) => table)),
        done() {
          for (const board of ready) {
            board.holders -= 1;
            if (!Object.values(boards).includes(board)) void drop(board).catch(() => undefined);
          }
        },
      };
    },
    keep(names) {
      shown = [...names];
      changes += 1;
      for (const kind of kinds)
        if (boards[kind] && boards[kind]?.names.join() !== ofKind(shown, kind).join()) leave(kind);
    },
    fill() {
      filling ??= (async () => {
        try {
          for (let before = -1; before !== changes; ) {
            before = changes;
            for (const kind of kinds) await fillOne(kind);
          }
        } finally {
          filling = null;
        }
      })();
      return filling;
    },
    forget() {
      for (const kind of kinds) leave(kind);
    },
    async close() {
      isClosed = true;
      // How it ended no longer matters to anyone.
      await filling?.catch(() => undefined);
    },
  };
}

interface Part {
  readonly names: readonly string[];
  readonly kinds: readonly KindOfCell[];
}

/** Parts of some `rowsAtOnce` rows: several kinds of cell of all files, or a large kind of a few files. */
function* partsOf(
  counted: readonly { readonly kind: KindOfCell; readonly rows: number }[],
  names: readonly string[],
): Generator<Part> {
  let kinds: KindOfCell[] = [];
  let gathered = 0;
  for (const { kind, rows } of counted) {
    if (kinds.length > 0 && gathered + rows > rowsAtOnce) {
      yield { names, kinds };
      kinds = [];
      gathered = 0;
    }
    if (rows <= rowsAtOnce) {
      kinds.push(kind);
      gathered += rows;
      continue;
    }
    const atOnce = Math.max(1, Math.floor((names.length * rowsAtOnce) / rows));
    for (let at = 0; at < names.length; at += atOnce) yield { names: names.slice(at, at + atOnce), kinds: [kind] };
  }
  if (kinds.length > 0) yield { names, kinds };
}

/** `2026-10.812.parquet` is a month's, `2026-11-22.17.parquet` a day's. */
function ofKind(names: readonly string[], kind: 'month' | 'day'): readonly string[] {
  return names.filter((name) => (name.indexOf('.') === 7 ? 'month' : 'day') === kind).sort();
}
