import { checkMasks, Masks } from "../bits/masks.js";
import { checkOptions, SpexlabError, shown } from "../errors.js";
import type { Players } from "../types.js";
import { identityOf, inputsOf } from "./inputs.js";
import type { Inputs, Offering } from "./offering.js";
import { sourceInputs } from "./sources.js";

/**
 * Players of several sources as one list. Frozen.
 *
 * @category Games and players
 */
export interface JoinedPlayers extends Offering {
  /** The players of each source, by its name. */
  readonly sources: { readonly [name: string]: Players };
  /** The masks of one source within masks of all. */
  of(source: string, masks: Masks): Masks;
}

/**
 * How joined sources are put together for a model.
 *
 * @category Games and players
 */
export interface JoinOptions {
  /** What a model reads, with `{name}` where a source goes. Default: the sources in order, a line each. */
  readonly template?: string;
}

/**
 * Players of several sources as players of one game: the words of a question and the cells of an image, say. Names that two sources share
 * get the source's name in front ("question: red").
 * Models that read texts or parts get the sources in the template; models of rows get the rows one after the other; models with an input for
 * each source (`sx.onnx` with `sources`) get them by name; a local `sx.classifier` takes a text joined with components of itself.
 *
 * @example
 * const asked = sx.join({ context: sx.text("It rains. It pours.").sentences(), question: sx.text("Is it dry?").words() });
 * asked.names; // ["It rains", "It pours", "Is", "it", "dry"]
 * @category Games and players
 */
export function join(
  sources: { readonly [name: string]: Players },
  options: JoinOptions = {},
): JoinedPlayers {
  checkOptions("join", options, ["template"]);
  const entries = Object.entries(sources ?? {});
  if (
    Array.isArray(sources) ||
    entries.length === 0 ||
    entries.some(([, players]) => !Array.isArray(players?.names))
  ) {
    throw new SpexlabError(
      "BAD_PLAYERS",
      `Expected sources by name, each what a masker returns: sx.join({ question: sx.text("…").words(), … }), got ${shown(sources)}.`,
    );
  }
  const template = options.template ?? entries.map(([name]) => `{${name}}`).join("\n");
  const pieces = piecesOf(template, sources);
  const names = uniqueNames(entries);
  const starts = new Map<string, number>();
  let n = 0;
  for (const [name, players] of entries) {
    starts.set(name, n);
    n += players.names.length;
  }
  const of = (source: string, masks: Masks): Masks => {
    checkMasks(masks, n);
    const players = sources[source];
    const start = starts.get(source);
    if (start === undefined) {
      throw new SpexlabError(
        "UNKNOWN_SOURCE",
        `No source is named ${shown(source)}; there are ${entries.map(([name]) => name).join(", ")}.`,
      );
    }
    const out = new Masks(players.names.length, masks.length, undefined, players.names);
    for (let row = 0; row < masks.length; row++) {
      for (let i = 0; i < players.names.length; i++) if (masks.has(row, start + i)) out.set(row, i);
    }
    return out;
  };
  const offers = (kind: "texts" | "parts" | "rows" | "sketch"): boolean =>
    entries.every(([, players]) => inputsOf(players)[kind] !== undefined);
  /** The inputs of every source, put together mask by mask; at once where no source has to wait. */
  const together =
    (
      kind: "texts" | "parts" | "rows" | "sketch",
      put: (by: Map<string, readonly unknown[]>, row: number) => unknown,
    ): Inputs =>
    (masks) => {
      const made = entries.map(([name, players]) => inputsOf(players)[kind]!(of(name, masks)));
      const assembled = (inputs: readonly (readonly unknown[])[]): unknown[] => {
        const by = new Map(entries.map(([name], k) => [name, inputs[k]]));
        return Array.from({ length: masks.length }, (_, row) => put(by, row));
      };
      return made.some((inputs) => inputs instanceof Promise)
        ? Promise.all(made).then(assembled)
        : assembled(made as (readonly unknown[])[]);
    };
  const inPlace = (by: Map<string, readonly unknown[]>, row: number): unknown[] =>
    pieces.flatMap(({ source, text }) =>
      source === undefined ? [text] : (by.get(source)![row] as unknown[]),
    );
  const parts = together("parts", inPlace);
  const texts = together("texts", (by, row) =>
    pieces.map(({ source, text }) => (source === undefined ? text : by.get(source)![row])).join(""),
  );
  const rows = together("rows", (by, row) => entries.flatMap(([name]) => by.get(name)![row] as unknown[]));
  return Object.freeze({
    names: Object.freeze(names),
    layout: Object.freeze({
      kind: "joined" as const,
      sources: Object.freeze(
        entries.map(([name, { names, layout }]) =>
          Object.freeze({ name, players: Object.freeze({ names, layout }) }),
        ),
      ),
    }),
    sources: Object.freeze({ ...sources }),
    inputs: Object.freeze({
      sources: sourceInputs(sources, of),
      ...(offers("texts") ? { texts } : {}),
      ...(offers("parts") ? { parts } : {}),
      ...(offers("parts") && offers("sketch") ? { sketch: together("sketch", inPlace) } : {}),
      ...(offers("rows") ? { rows } : {}),
    }),
    identity: Object.freeze({
      template,
      sources: Object.fromEntries(entries.map(([name, players]) => [name, identityOf(players)])),
    }),
    of,
  });
}

interface Piece {
  readonly text: string;
  readonly source?: string;
}

/** A template cut at its places. Each source stands in it exactly once. */
function piecesOf(template: string, sources: { readonly [name: string]: Players }): Piece[] {
  const names = Object.keys(sources);
  const pieces: Piece[] = [];
  let rest = template;
  const met: string[] = [];
  for (;;) {
    const next = names
      .map((name) => ({ name, at: rest.indexOf(`{${name}}`) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at)[0];
    if (next === undefined) break;
    if (next.at > 0) pieces.push({ text: rest.slice(0, next.at) });
    pieces.push({ text: "", source: next.name });
    met.push(next.name);
    rest = rest.slice(next.at + next.name.length + 2);
  }
  if (rest !== "") pieces.push({ text: rest });
  const wrong = names.find((name) => met.filter((other) => other === name).length !== 1);
  if (wrong === undefined) return pieces;
  throw new SpexlabError(
    "BAD_OPTION",
    `Expected \`template\` to hold {${wrong}} exactly once, got ${shown(template)}.`,
  );
}

function uniqueNames(entries: readonly (readonly [string, Players])[]): string[] {
  const count = new Map<string, number>();
  for (const [, players] of entries) {
    for (const name of players.names) count.set(name, (count.get(name) ?? 0) + 1);
  }
  return entries.flatMap(([source, players]) =>
    players.names.map((name) => (count.get(name) === 1 ? name : `${source}: ${name}`)),
  );
}
