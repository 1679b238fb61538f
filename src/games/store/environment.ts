import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type { RootDatabase } from "lmdb";
import { SpexlabError, shown } from "../../errors.js";

const FORMAT = "spexlab store";
/** Version 1 had longer keys (`Keys`); what was begun with it stays so. */
const VERSION = 2;
const HEADER = Buffer.from("spexlab");
const MAP_SIZE = 1 << 30;

/** Binary keys and values. */
export type Database = RootDatabase<Buffer, Buffer>;

/** An open store. */
export interface Environment {
  readonly database: Database;
  /** Of the store's format: that of its first writer. */
  readonly version: number;
}

const open = new Map<string, Environment>();

/**
 * Opens (or makes) the LMDB environment in a folder. One environment serves all games of a process, and several processes at once.
 * Throws `CORRUPT_STORE`, `TRUNCATED_STORE`, `NEWER_STORE`, `STORE_LIBRARY_MISSING`.
 */
export function openEnvironment(file: string): Environment {
  if (typeof file !== "string" || file === "") {
    throw new SpexlabError("BAD_OPTION", `Expected the path of a store (a folder), got ${shown(file)}.`);
  }
  const path = resolve(file);
  const known = open.get(path);
  if (known !== undefined && existsSync(join(path, "data.mdb"))) return known;
  if (existsSync(path) && !statSync(path).isDirectory()) {
    throw new SpexlabError(
      "CORRUPT_STORE",
      `${file} is a file; a store is a folder. game.record(path) and game.replay(path) take recordings in files.`,
    );
  }
  mkdirSync(path, { recursive: true });
  checkWhole(path, file);
  let environment: Environment;
  try {
    const database = library().open<Buffer, Buffer>({
      path,
      encoding: "binary",
      keyEncoding: "binary",
      mapSize: MAP_SIZE,
      cache: false,
      noSubdir: false,
      // With it, lmdb 3.5.6 takes another process that was killed while it flushed for its own fault and refuses all further writes (MDB_PANIC).
      overlappingSync: false,
    });
    environment = { database, version: versionOf(database, file) };
  } catch (cause) {
    if (cause instanceof SpexlabError) throw cause;
    throw new SpexlabError(
      "CORRUPT_STORE",
      `${file}: the store cannot be opened (${cause instanceof Error ? cause.message : cause}). Delete the folder and ask again.`,
      { cause },
    );
  }
  open.set(path, environment);
  return environment;
}

/** Closes the environment in a folder, where one is open: before the folder is moved or deleted. */
export async function closeEnvironment(file: string): Promise<void> {
  const path = resolve(file);
  const environment = open.get(path);
  open.delete(path);
  await environment?.database.close();
}

function library(): typeof import("lmdb") {
  try {
    return createRequire(import.meta.url)("lmdb");
  } catch (cause) {
    throw new SpexlabError(
      "STORE_LIBRARY_MISSING",
      "The package lmdb, which keeps answers, has no binary for this platform. Use game.record(path), which needs none.",
      { cause },
    );
  }
}

/** The format version in the header; a new store gets one. */
function versionOf(database: Database, file: string): number {
  let found = database.get(HEADER);
  if (found === undefined) {
    // Another process may have begun it with another version meanwhile.
    database.transactionSync(() => {
      found = database.get(HEADER);
      if (found !== undefined) return;
      found = Buffer.from(JSON.stringify({ format: FORMAT, version: VERSION }));
      database.putSync(HEADER, found);
    });
  }
  let header: { format?: unknown; version?: unknown } = {};
  try {
    header = JSON.parse(String(found));
  } catch {
    // Not ours: said below.
  }
  const version = Number(header.version);
  if (header.format === FORMAT && (version === 1 || version === VERSION)) return version;
  if (header.format === FORMAT && version > VERSION) {
    throw new SpexlabError(
      "NEWER_STORE",
      `${file}: written by a newer spexlab (format version ${version}; this one reads ${VERSION}). Update spexlab or use another folder.`,
    );
  }
  throw new SpexlabError(
    "CORRUPT_STORE",
    `${file}: its header is not that of a spexlab store. Use another folder.`,
  );
}

const MAGIC = 0xbeefc0de;
/** Bytes before the magic number in a meta page, and from it to the fields that matter here. */
const META = { start: 24, pageSize: 24, lastPage: 120, transaction: 128 };

/**
 * Refuses a data file that is shorter than its newer meta page says: LMDB maps the file into memory, and reading beyond its
 * end would kill the process. A meta page: header of 24 bytes, magic, version, address, map size, two tables of 48 bytes
 * (the first begins with the page size), last page, transaction.
 */
function checkWhole(path: string, file: string): void {
  const data = join(path, "data.mdb");
  if (!existsSync(data)) return;
  const { size } = statSync(data);
  if (size === 0) return;
  const first = metaPage(data, 0);
  if (first === undefined) {
    throw new SpexlabError(
      "CORRUPT_STORE",
      `${file}: data.mdb is not a store's. Delete the folder and ask again.`,
    );
  }
  const second = metaPage(data, first.pageSize);
  const { lastPage, pageSize } =
    second !== undefined && second.transaction > first.transaction ? second : first;
  const expected = pageSize * (lastPage + 1);
  if (second !== undefined && size >= expected) return;
  throw new SpexlabError(
    "TRUNCATED_STORE",
    `${file}: data.mdb is cut short (${size} bytes of ${expected}), as a full disk or a partial copy leaves it. Restore it, or delete the folder and ask again.`,
  );
}

function metaPage(
  data: string,
  offset: number,
): { pageSize: number; lastPage: number; transaction: number } | undefined {
  const page = Buffer.alloc(256);
  const handle = openSync(data, "r");
  try {
    readSync(handle, page, 0, page.length, offset);
  } finally {
    closeSync(handle);
  }
  if (page.readUInt32LE(META.start) !== MAGIC) return undefined;
  return {
    pageSize: page.readUInt32LE(META.start + META.pageSize),
    lastPage: Number(page.readBigUInt64LE(META.start + META.lastPage)),
    transaction: Number(page.readBigUInt64LE(META.start + META.transaction)),
  };
}
