import { type Player, playerSet } from "../players.js";
import type { State } from "../state.js";

/** Only interactions that contain all of these players. */
export function containing(state: State, players: readonly Player[]): State {
  const set = playerSet(state.core.players.names, players);
  return { ...state, steps: [...state.steps, { kind: "containing", players: set }] };
}
