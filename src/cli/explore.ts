import path from "node:path";
import { pathToFileURL } from "node:url";
import { SpexlabError } from "../errors.js";
import { explore } from "../explore/explore.js";

/** `spexlab explore DIR [--out SITE]`: returns what to tell. Throws `BAD_ARGUMENTS` and what `explore` throws. */
export function exploreCommand(args: readonly string[]): string {
  const { folder, out } = parsed(args);
  const site = explore(folder, out === undefined ? {} : { out });
  const left = site.leftOut.map(
    ({ file, why, damaged }) => `${damaged ? "Damaged" : "Skipped"}: ${file}: ${why}`,
  );
  const size = `${(site.bytes / 1e6).toFixed(site.bytes < 1e7 ? 1 : 0)} MB`;
  return [
    ...left,
    `${many(site.examples, "example")}, ${many(site.explanations, "explanation")}, ${size}: ${site.page}`,
    `Open it in a browser: ${pathToFileURL(path.resolve(site.page)).href}`,
  ].join("\n");
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function parsed(args: readonly string[]): { folder: string; out: string | undefined } {
  const at = args.indexOf("--out");
  const out = at < 0 ? undefined : args[at + 1];
  const rest = at < 0 ? args : [...args.slice(0, at), ...args.slice(at + 2)];
  if (rest.length !== 1 || rest[0].startsWith("-") || (at >= 0 && out === undefined)) {
    throw new SpexlabError(
      "BAD_ARGUMENTS",
      "Expected a folder with saved explanations: spexlab explore DIR [--out SITE].",
    );
  }
  return { folder: rest[0], out };
}
