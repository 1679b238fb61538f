import type { Masks } from "../bits/masks.js";
import { SpexlabError } from "../errors.js";
import { isTextPlayers } from "../maskers/text.js";
import type { Json, Players } from "../types.js";
import type { InputKind, Model } from "./model.js";

/** Players that know what a model reads of a coalition. Maskers make them. */
export interface Offering extends Players {
  /** One input for each mask, in order, by kind. */
  readonly inputs: {
    readonly [kind in InputKind]?: (masks: Masks) => readonly unknown[] | Promise<readonly unknown[]>;
  };
  /** What they were cut from and how, by content: part of the identity of what is asked. */
  readonly identity: { readonly [part: string]: Json };
}

/** Do these players offer inputs to models? */
export function isOffering(players: Players): players is Offering {
  const { inputs, identity } = players as Partial<Offering>;
  return typeof inputs === "object" && typeof identity === "object";
}

/** What players are, by content: a recording's header and a store's key hold it. */
export function identityOf(players: Players): { [part: string]: Json } {
  if (isTextPlayers(players)) {
    return { text: players.layout.text, spans: players.layout.spans, absent: players.absent };
  }
  return isOffering(players) ? { ...players.identity, names: players.names } : { names: players.names };
}

/** What the model reads of masks. Throws `BAD_VALUE_FUNCTION` when the players offer nothing that it takes. */
export function inputsFor(
  players: Players,
  model: Pick<Model, "takes">,
): (masks: Masks) => readonly unknown[] | Promise<readonly unknown[]> {
  const takes = model.takes ?? ["texts"];
  for (const kind of takes) {
    if (isTextPlayers(players)) {
      if (kind === "texts") return (masks) => players.renderAll(masks);
      if (kind === "parts") return (masks) => players.renderAll(masks).map((text) => [text]);
    } else if (isOffering(players) && players.inputs[kind] !== undefined) {
      return players.inputs[kind];
    }
  }
  const offered = isTextPlayers(players)
    ? ["texts", "parts"]
    : isOffering(players)
      ? Object.keys(players.inputs)
      : [];
  if (takes.includes("texts") && offered.length === 0) {
    throw new SpexlabError(
      "BAD_VALUE_FUNCTION",
      `A text model needs pieces of a text as players: sx.game(sx.text("…").words(), model). For other players pass a function of masks.`,
    );
  }
  throw new SpexlabError(
    "BAD_VALUE_FUNCTION",
    `The model reads ${takes.join(" or ")}, these players offer ${offered.join(" and ") || "none of them"}. Use a masker that fits, or a function of masks.`,
  );
}
