import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type { RootDatabase } from "lmdb";
import { SpexlabError, shown } from "../../errors.js";

const FORMAT = "spexlab store";
const VERSION = 1;
const HEADER = Buffer.from("spexlab");
const MAP_SIZE = 1 << 30;

/** Binary keys and values. */
export type Database = RootDatabase<Buffer, Buffer>;

const open = new Map<string, Database>();

/**
 * Opens (or makes) the LMDB environment in a folder. One environment serves all games of a process, and several processes at once.
 * Throws `CORRUPT_STORE`, `TRUNCATED_STORE`, `NEWER_STORE`, `STORE_LIBRARY_MISSING`.
 */
export function openEnvironment(file: string): Database {
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
  let database: Database;
  try {
    database = library().open<Buffer, Buffer>({
      path,
      encoding: "binary",
      keyEncoding: "binary",
      mapSize: MAP_SIZE,
      cache: false,
      noSubdir: false,
    });
    checkHeader(database, file);
  } catch (cause) {
    if (cause instanceof SpexlabError) throw cause;
    throw new SpexlabError(
      "CORRUPT_STORE",
      `${file}: the store cannot be opened (${cause instanceof Error ? cause.message : cause}). Delete the folder and ask again.`,
      { cause },
    );
  }
  open.set(path, database);
  return database;
}

/** Closes the environment in a folder, where one is open: before the folder is moved or deleted. */
export async function closeEnvironment(file: string): Promise<void> {
  const path = resolve(file);
  const database = open.get(path);
  open.delete(path);
  await database?.close();
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

function checkHeader(database: Database, file: string): void {
  const found = database.get(HEADER);
  if (found === undefined) {
    database.putSync(HEADER, Buffer.from(JSON.stringify({ format: FORMAT, version: VERSION })));
    return;
  }
  let header: { format?: unknown; version?: unknown } = {};
  try {
    header = JSON.parse(found.toString());
  } catch {
    // Not ours: said below.
  }
  if (header.format === FORMAT && header.version === VERSION) return;
  if (header.format === FORMAT && Number(header.version) > VERSION) {
    throw new SpexlabError(
      "NEWER_STORE",
      `${file}: written by a newer spexlab (format version ${header.version}; this one reads ${VERSION}). Update spexlab or use another folder.`,
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
