import type { Engine } from './engine.ts';
import {
  createShelf as createTable,
  dropShelf,
  fillKind,
  fillShelf,
  fromShelves,
  kindsIn,
  rowsIn,
  settleShelf,
} from './parquet-sql.ts';

/** Asks the engine, and keeps the files from being unlinked until it has answered. */
type Read = (
  names: readonly string[],
  sql: string,
  values: readonly string[],
) => Promise<readonly (readonly unknown[])[]>;

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
  isTidy: boolean;
  holders: number;
  isDropped: boolean;
}

/** More rows than this stay in their files: compressed they take some 15 bytes each, so these are about 60 MB. */
const mostRows = 4_000_000;
const kinds = ['month', 'day'] as const;

/**
 * Keeps a compressed copy of the shown files' rows in the engine's memory, one table for whole months and one for the days
 * of the running one. A question then costs a few milliseconds; asked of the files it costs two more for each of up to 42.
 * It is taken in file by file, so that questions go on meanwhile.
 */
export function createShelf(
  engine: Pick<Engine, 'nextTable'>,
  read: Read,
  paths: (names: readonly string[]) => readonly string[],
): Shelf {
  let shown: readonly string[] = [];
  const boards: { month: Board | null; day: Board | null } = { month: null, day: null };
  let filling: Promise<void> | null = null;
  let changes = 0;
  let isClosed = false;

  const drop = async (board: Board) => {
    if (isClosed || board.isDropped || board.holders > 0) return;
    board.isDropped = true;
    await read([], dropShelf(board.table), []);
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
    const board: Board = {
      names,
      table: engine.nextTable(),
      isReady: false,
      isTidy: false,
      holders: 0,
      isDropped: false,
    };
    boards[kind] = board;
    try {
      const [[rows] = [0]] = await read(names, rowsIn(paths(names)), []);
      // Too many: the files are asked until they change.
      if (Number(rows) > mostRows) return;
      await read([], createTable(board.table), []);
      for (const name of names) {
        if (isClosed || boards[kind] !== board) return;
        await read([name], fillShelf(board.table, paths([name])), []);
        // At once: not compressed yet, the rows of a year take a third of a gigabyte.
        await read([], settleShelf, []);
      }
      board.isReady = boards[kind] === board;
    } finally {
      // Left while it was being filled, or failed: then the board stays, empty, so that it is not tried again and again.
      board.isDropped = false;
      if (!board.isReady) await drop(board);
    }
  };

  /**
   * Lays the rows of each kind of cell together, which lay apart in every file: a question then reads a few blocks
   * instead of one or more for each file.
   */
  const tidy = async (kind: 'month' | 'day') => {
    const board = boards[kind];
    if (!board?.isReady || board.isTidy) return;
    const next: Board = { ...board, table: engine.nextTable(), holders: 0, isTidy: true };
    await read([], createTable(next.table), []);
    try {
      for (const cell of await read([], kindsIn(board.table), [])) {
        if (isClosed || boards[kind] !== board) return;
        await read([], fillKind(next.table, board.table, cell), []);
        await read([], settleShelf, []);
      }
      if (boards[kind] !== board) return;
      leave(kind);
      boards[kind] = next;
    } finally {
      if (boards[kind] !== next) await drop(next);
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
            for (const kind of kinds) await tidy(kind);
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

/** `2026-10.812.parquet` is a month's, `2026-11-22.17.parquet` a day's. */
function ofKind(names: readonly string[], kind: 'month' | 'day'): readonly string[] {
  return names.filter((name) => (name.indexOf('.') === 7 ? 'month' : 'day') === kind).sort();
}
