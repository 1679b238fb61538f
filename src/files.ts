import { renameSync, rmSync, writeFileSync } from "node:fs";
import { SpexlabError, shown } from "./errors.js";

/** Writes a whole file or nothing: another process never sees half of it. Throws `CANNOT_WRITE` with the reason. */
export function writeWhole(path: string, content: string): void {
  const partial = `${path}.${process.pid}.part`;
  writing(path, () => {
    try {
      writeFileSync(partial, content);
      renameSync(partial, path);
    } catch (cause) {
      rmSync(partial, { force: true });
      throw cause;
    }
  });
}

/** Runs what writes a file; a fault of the file system becomes `CANNOT_WRITE`, which names the path asked for. */
export function writing(path: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined || cause instanceof SpexlabError) throw cause;
    const why = code === "ENOENT" ? "its folder does not exist; make it first" : (cause as Error).message;
    throw new SpexlabError("CANNOT_WRITE", `Cannot write ${shown(path)}: ${why}.`, { cause });
  }
}
