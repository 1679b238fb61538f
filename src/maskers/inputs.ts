import type { Json, Players } from "../types.js";
import { type Inputs, isOffering, type Offering } from "./offering.js";
import { isTextPlayers } from "./text.js";

/** What can be made of masks of these players, by kind; nothing for a plain list. */
export function inputsOf(players: Players): { readonly [kind in keyof Offering["inputs"]]: Inputs } {
  if (isTextPlayers(players)) {
    const parts: Inputs = (masks) => players.renderAll(masks).map((text) => [text]);
    return { texts: (masks) => players.renderAll(masks), parts, sketch: parts };
  }
  return isOffering(players) ? players.inputs : {};
}

/** What players are, by content: a recording's header and a store's key hold it. */
export function identityOf(players: Players): { [part: string]: Json } {
  if (isTextPlayers(players)) {
    const { text, spans } = players.layout;
    return { text, spans: spans as unknown as Json, absent: players.absent };
  }
  return isOffering(players) ? { ...players.identity, names: players.names } : { names: players.names };
}
