import { type Coalition, checkMasks, Masks } from "../bits/masks.js";
import { SpexlabError, shown } from "../errors.js";
import type { Json, Layout, Players } from "../types.js";
import { identityOf, inputsOf } from "./inputs.js";
import { namesOf } from "./names.js";
import { type Inputs, LIST, type Offering, rowOf } from "./offering.js";
import type { Span } from "./segment.js";
import { isTextPlayers, type TextPlayers, type TextSource, text as textSource } from "./text.js";

/**
 * Groups of players: each group is one player, present or absent as a whole.
 *
 * @category Games and players
 */
export interface GroupPlayers extends Offering {
  /** The players that were grouped. */
  readonly members: Players;
  /** Indices of the members of each group. */
  readonly groups: readonly (readonly number[])[];
  /** Masks of the members from masks of the groups. Cost: one pass. */
  expand(masks: Masks): Masks;
  /** The text of a coalition of groups, where the members are pieces of a text. */
  render(present: Coalition | readonly (number | string)[]): string;
}

/**
 * Players merged into groups, each present or absent as a whole. `groups`: arrays of members (indices or names) or, to name the
 * groups, an object of such arrays. Members that are in no group stay players of their own; groups of groups nest.
 * Throws `BAD_GROUPS` when a member is in two groups or a group is empty.
 *
 * @example
 * const words = sx.text("New York is not bad").words();
 * const merged = sx.group(words, { place: ["New", "York"] });
 * merged.names; // ["place", "is", "not", "bad"]
 * merged.render(["place", "bad"]); // "New York bad"
 * @category Games and players
 */
export function group(
  players: Players,
  groups:
    | readonly (readonly (number | string)[])[]
    | { readonly [name: string]: readonly (number | string)[] },
): GroupPlayers {
  if (!Array.isArray(players?.names)) {
    throw new SpexlabError(
      "BAD_PLAYERS",
      `Expected players to group, as sx.text("…").words() makes them, got ${shown(players)}.`,
    );
  }
  if (typeof groups !== "object" || groups === null) {
    throw new SpexlabError(
      "BAD_GROUPS",
      `Expected groups by name, { place: ["New", "York"] }, or an array of arrays, got ${shown(groups)}.`,
    );
  }
  const n = players.names.length;
  const lookUp = new Masks(n, 0, undefined, players.names);
  const given: [string | undefined, readonly (number | string)[]][] = Array.isArray(groups)
    ? groups.map((members) => [undefined, members])
    : Object.entries(groups as { readonly [name: string]: readonly (number | string)[] });
  const owner = new Int32Array(n).fill(-1);
  const all = given.map(([name, members], g) => {
    if (!Array.isArray(members) || members.length === 0) {
      throw new SpexlabError(
        "BAD_GROUPS",
        `Group ${name ?? g}: expected an array of at least one player, got ${shown(members)}.`,
      );
    }
    const indices = members.map((member) => lookUp.indexOf(member, `Group ${name ?? g}: `));
    for (const index of indices) {
      if (owner[index] >= 0) {
        throw new SpexlabError(
          "BAD_GROUPS",
          `${shown(players.names[index])} is in two groups; a player is present with one group or alone.`,
        );
      }
      owner[index] = g;
    }
    return { name, indices: indices.sort((a, b) => a - b) };
  });
  for (let i = 0; i < n; i++) if (owner[i] < 0) all.push({ name: undefined, indices: [i] });
  all.sort((a, b) => a.indices[0] - b.indices[0]);
  const names = all.map(({ name, indices }) => name ?? indices.map((i) => players.names[i]).join(" "));
  return grouped(
    players,
    all.map(({ indices }) => indices),
    all.some(({ name }) => name !== undefined) ? distinctNames(names) : namesOf(names),
  );
}

/**
 * Splits some pieces of a text into smaller ones: sentences first, then the words of the chosen sentences. `cut` makes players of the pieces
 * inside each chosen piece; the other pieces stay as they are.
 *
 * @example
 * const sentences = sx.text("It rains. I am not sad.").sentences();
 * sx.split(sentences, [1], (text) => text.words()).names; // ["It rains", "I", "am", "not", "sad"]
 * @category Games and players
 */
export function split(
  players: TextPlayers,
  chosen: readonly (number | string)[],
  cut: (source: TextSource) => TextPlayers,
): TextPlayers {
  if (!isTextPlayers(players)) {
    throw new SpexlabError("BAD_PLAYERS", `Expected pieces of a text to split, got ${shown(players)}.`);
  }
  if (!Array.isArray(chosen) || typeof cut !== "function") {
    throw new SpexlabError(
      "BAD_OPTION",
      "Expected the chosen pieces and how they are cut: sx.split(sentences, [1], (text) => text.words()).",
    );
  }
  const { text, spans } = players.layout;
  const lookUp = new Masks(players.names.length, 0, undefined, players.names);
  const wanted = new Set(chosen.map((player) => lookUp.indexOf(player)));
  const pieces = spans.flatMap((span, i) => {
    if (!wanted.has(i)) return [span];
    const [start, end] = span;
    const inner = cut(textSource(text.slice(start, end)));
    return inner.layout.spans.map(([from, to]): Span => [start + from, start + to]);
  });
  return textSource(text).spans(pieces, { absent: players.absent });
}

function grouped(
  members: Players,
  groups: readonly (readonly number[])[],
  names: readonly string[],
): GroupPlayers {
  const n = members.names.length;
  const frozen = Object.freeze(groups.map((indices) => Object.freeze([...indices])));
  const expand = (masks: Masks): Masks => {
    checkMasks(masks, groups.length);
    const out = new Masks(n, masks.length, undefined, members.names);
    for (let row = 0; row < masks.length; row++) {
      for (let g = 0; g < groups.length; g++) {
        if (masks.has(row, g)) for (const index of groups[g]) out.set(row, index);
      }
    }
    return out;
  };
  return Object.freeze({
    names: Object.freeze([...names]),
    layout: layoutOf(members, groups),
    members,
    groups: frozen,
    inputs: Object.freeze(expanded(members, expand)),
    identity: Object.freeze({ members: identityOf(members), groups: frozen as unknown as Json }),
    expand,
    render(present: Coalition | readonly (number | string)[]): string {
      const masks = expand(rowOf(present, names));
      const { render } = members as Partial<TextPlayers>;
      if (typeof render === "function") return render(masks.at(0));
      return masks
        .at(0)
        .players.map((i) => members.names[i])
        .join(", ");
    },
  });
}

/** A text with one span for each group, where the members of every group touch; an image's regions put together; else a list. */
function layoutOf(members: Players, groups: readonly (readonly number[])[]): Layout {
  const { layout } = members;
  if (layout.kind === "image") {
    return Object.freeze({
      ...layout,
      outlines: Object.freeze(groups.map((g) => g.map((i) => layout.outlines[i]).join(""))),
    });
  }
  if (layout.kind !== "text" || !groups.every((g) => g.at(-1)! - g[0] === g.length - 1)) return LIST;
  return Object.freeze({
    kind: "text" as const,
    text: layout.text,
    spans: Object.freeze(
      groups.map((g) => Object.freeze([layout.spans[g[0]][0], layout.spans[g.at(-1)!][1]] as const)),
    ),
  });
}

function expanded(members: Players, expand: (masks: Masks) => Masks): { [kind: string]: Inputs } {
  return Object.fromEntries(
    Object.entries(inputsOf(members)).map(([kind, make]) => [kind, (masks: Masks) => make(expand(masks))]),
  );
}

function distinctNames(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw new SpexlabError(
        "DUPLICATE_PLAYERS",
        `Two groups are named ${shown(name)}: names must differ, because interactions are looked up by them.`,
      );
    }
    seen.add(name);
  }
  return names;
}
