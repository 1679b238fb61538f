import type { Terms } from "../bits/terms.js";
import { SpexlabError } from "../errors.js";
import type { Core } from "./state.js";

/** The Fourier terms of a core's surrogate; throws `NO_SURROGATE` saying why there is none and what `wish` therefore cannot be. */
export function surrogateOf({ estimate, made }: Core, wish: string): Terms {
  if (estimate.fourier !== null) return estimate.fourier;
  const { index, order } = estimate.measured!;
  throw new SpexlabError(
    "NO_SURROGATE",
    `Cannot ${wish}: ${made.method} measures ${index} up to order ${order} directly and makes no surrogate of the game. ` +
      "Explain the game with a method that does, such as spex.",
  );
}
