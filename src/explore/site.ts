import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { isExplorePage, unfinishedPage } from "../../widgets/explore/page.js";
import { SpexlabError, shown } from "../errors.js";
import { writeWhole, writing } from "../files.js";

/** The folder of a site under construction. */
export class Site {
  readonly #folder: string;
  /** All files written so far together. */
  bytes = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Makes the folder, or takes the data of an earlier site out of it: only files that an earlier site wrote are deleted.
   * Throws `NOT_OURS` when the folder holds something else, `CANNOT_WRITE`.
   */
  static begin(folder: string): Site {
    const page = path.join(folder, "index.html");
    const found = statSync(folder, { throwIfNoEntry: false });
    const isOurs = existsSync(page) && isExplorePage(readFileSync(page, "utf8"));
    if (found !== undefined && (!found.isDirectory() || (!isOurs && readdirSync(folder).length > 0))) {
      throw new SpexlabError(
        "NOT_OURS",
        `${shown(folder)} is there and is no site that spexlab wrote: name a new or empty folder.`,
      );
    }
    const data = path.join(folder, "data");
    writing(folder, () => mkdirSync(data, { recursive: true }));
    writeWhole(page, unfinishedPage());
    for (const name of readdirSync(data)) {
      if (/^\d+\.js$/.test(name)) writing(data, () => rmSync(path.join(data, name)));
    }
    return new Site(folder);
  }

  /** Writes one file, its name relative to the folder. Returns its path. */
  write(name: string, content: string): string {
    const file = path.join(this.#folder, name);
    writeWhole(file, content);
    this.bytes += Buffer.byteLength(content);
    return file;
  }

  /** Writes the page, which comes last: until then the site says that it is not finished. */
  finish(page: string): string {
    return this.write("index.html", page);
  }
}
