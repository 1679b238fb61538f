import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { SetupFailure } from "./failure.mjs";
import { root } from "./paths.mjs";
import { pictured, takePicture } from "./picture.mjs";

const readme = path.join(root, "README.md");
const results = path.join(root, "fixtures", "bench");
const program = /^(```ts\n((?:(?!```).*\n)*)```\n+```text\n)(?:(?!```).*\n)*(```)$/gm;

/**
 * Fills the parts of README.md that are measured. What is between them is left alone.
 * @param {(text: string) => void} note
 * @param {string} chromium
 */
export async function refreshReadme(note, chromium) {
  await takePicture(chromium);
  const before = readFileSync(readme, "utf8");
  let text = before.replace(program, (_, head, code, foot) => `${head}${printed(code)}${foot}`);
  text = withPart(text, "picture", `<!-- of ${pictured()} -->`);
  const tables = await newestTables();
  if (tables !== undefined) text = withPart(text, "bench", tables);
  writeFileSync(readme, text);
  const bench = tables === undefined ? "; fixtures/bench has no results yet" : "";
  note(`${text === before ? "up to date" : "written"}${bench}`);
}

/**
 * The text between `<!-- name -->` and `<!-- /name -->`.
 * @param {string} markdown
 * @param {string} name
 * @returns {string}
 */
export function partOf(markdown, name) {
  const [, inside] = markdown.match(part(name)) ?? [];
  if (inside === undefined)
    throw new SetupFailure(`README.md lacks its marks <!-- ${name} --> and <!-- /${name} -->.`);
  return inside.trimEnd();
}

/**
 * @param {string} markdown
 * @param {string} name
 * @param {string} inside
 * @returns {string}
 */
function withPart(markdown, name, inside) {
  partOf(markdown, name);
  return markdown.replace(part(name), () => `<!-- ${name} -->\n${inside}\n<!-- /${name} -->`);
}

/** @param {string} name */
function part(name) {
  return new RegExp(`<!-- ${name} -->\\n(.*?)<!-- /${name} -->`, "s");
}

/**
 * What a program prints, run as the README tells a reader to run it.
 * @param {string} code
 * @returns {string}
 */
function printed(code) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module"], {
    cwd: root,
    input: code,
    encoding: "utf8",
  });
  if (status !== 0) throw new SetupFailure(`The program in README.md failed:\n${stderr}`);
  return stdout.endsWith("\n") ? stdout : `${stdout}\n`;
}

/**
 * The benchmark's results that README shows: the newest full run, else the newest quick one.
 * @returns {string | undefined} the file
 */
export function newestResults() {
  const files = existsSync(results) ? readdirSync(results).sort() : [];
  const full = files.filter((file) => /^\d{4}-\d\d-\d\d\.json$/.test(file)).at(-1);
  const file = full ?? files.filter((name) => /^\d{4}-\d\d-\d\d-quick\.json$/.test(name)).at(-1);
  return file && path.join(results, file);
}

/** @returns {Promise<string | undefined>} */
async function newestTables() {
  const file = newestResults();
  if (file === undefined) return undefined;
  const at = (/** @type {string} */ name) =>
    import(pathToFileURL(path.join(root, "dist", "src", "bench", name)).href);
  const [{ tablesOf }, { readReport }] = await Promise.all([at("tables.js"), at("report.js")]);
  return tablesOf(readReport(JSON.parse(readFileSync(file, "utf8"))));
}
