import type { Masks } from "../bits/masks.js";
import { SpexlabError } from "../errors.js";
import { inputsOf } from "../maskers/inputs.js";
import type { JoinedPlayers } from "../maskers/join.js";
import type { Players } from "../types.js";
import type { Model } from "./model.js";

/** What the model reads of masks. Throws `BAD_VALUE_FUNCTION` when the players offer nothing that it takes. */
export function inputsFor(
  players: Players,
  model: Pick<Model, "takes">,
): (masks: Masks) => readonly unknown[] | Promise<readonly unknown[]> {
  const takes = model.takes ?? ["texts"];
  const offered = inputsOf(players);
  for (const kind of takes) {
    const make = offered[kind];
    if (make !== undefined) return make;
  }
  const kinds = Object.keys(offered);
  if (takes.includes("texts") && kinds.length === 0) {
    throw new SpexlabError(
      "BAD_VALUE_FUNCTION",
      `A text model needs pieces of a text as players: sx.game(sx.text("…").words(), model). For other players pass a function of masks.`,
    );
  }
  throw new SpexlabError(
    "BAD_VALUE_FUNCTION",
    `The model reads ${takes.join(" or ")}, these players offer ${offeredBy(players) ?? (kinds.join(" and ") || "none of them")}. Use a masker that fits, or a function of masks.`,
  );
}

/** What each of joined sources offers: a model of texts needs texts of all. */
function offeredBy(players: Players): string | undefined {
  const { sources } = players as Partial<JoinedPlayers>;
  if (sources === undefined || players.layout?.kind !== "joined") return undefined;
  return Object.entries(sources)
    .map(([name, source]) => {
      const kinds = Object.keys(inputsOf(source)).filter((kind) => kind !== "sketch");
      return `${kinds.join(" and ") || "none of them"} (${name})`;
    })
    .join(", ");
}

/** The same for a look at the cost: images by their size alone, where the players can tell it. */
export function sketchFor(players: Players, model: Pick<Model, "takes">): ReturnType<typeof inputsFor> {
  const make = inputsFor(players, model);
  const { parts, sketch } = inputsOf(players);
  return make === parts && sketch !== undefined ? sketch : make;
}
