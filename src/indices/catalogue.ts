import { integer, nearest, SpexlabError, shown } from "../errors.js";
import type { IndexName } from "../types.js";

/** One index as data. */
export interface IndexEntry {
  readonly name: IndexName;
  readonly title: string;
  /** What a value means, in one line. */
  readonly meaning: string;
  /** Where it is defined. */
  readonly citation: string;
  /** Largest order it has: 1 for values of single players, Infinity otherwise. The smallest is 1. */
  readonly maxOrder: number;
  /** Does the maximum order asked for change the values of smaller sets? */
  readonly orderMatters: boolean;
  /** What the empty set's value is. */
  readonly empty: "f(∅)" | "mean of f" | "mean of f over coalition sizes" | "intercept of the fit";
  /** Do the values, the empty set's included, sum to f(N)? For Moebius: at full order. */
  readonly efficient: boolean;
}

/** The ten interaction indices, spelled as everywhere in spexlab. */
export const catalogue: readonly IndexEntry[] = Object.freeze(
  [
    {
      name: "SV",
      title: "Shapley value",
      meaning: "a player's mean marginal contribution over all orders of arrival",
      citation: "L. S. Shapley, A value for n-person games, 1953",
      maxOrder: 1,
      orderMatters: false,
      empty: "f(∅)",
      efficient: true,
    },
    {
      name: "BV",
      title: "Banzhaf value",
      meaning: "a player's mean marginal contribution over uniform coalitions of the others",
      citation: "J. F. Banzhaf, Weighted voting doesn't work, Rutgers Law Review 19, 1965",
      maxOrder: 1,
      orderMatters: false,
      empty: "mean of f",
      efficient: false,
    },
    {
      name: "SII",
      title: "Shapley interaction index",
      meaning: "a set's mean joint effect (discrete derivative) under Shapley's weights",
      citation:
        "M. Grabisch and M. Roubens, An axiomatic approach to interaction, Int. J. Game Theory 28, 1999",
      maxOrder: Number.POSITIVE_INFINITY,
      orderMatters: false,
      empty: "mean of f over coalition sizes",
      efficient: false,
    },
    {
      name: "k-SII",
      title: "k-Shapley values (aggregated SII)",
      meaning: "SII with higher orders folded down so that all values up to order k sum to f(N) − f(∅)",
      citation:
        "S. Bordt and U. von Luxburg, From Shapley values to generalized additive models, AISTATS 2023",
      maxOrder: Number.POSITIVE_INFINITY,
      orderMatters: true,
      empty: "f(∅)",
      efficient: true,
    },
    {
      name: "STII",
      title: "Shapley-Taylor interaction index",
      meaning: "Möbius coefficients below order k; at order k each larger one is shared equally",
      citation:
        "M. Sundararajan, K. Dhamdhere and A. Agarwal, The Shapley Taylor interaction index, ICML 2020",
      maxOrder: Number.POSITIVE_INFINITY,
      orderMatters: true,
      empty: "f(∅)",
      efficient: true,
    },
    {
      name: "FSII",
      title: "Faith-Shap",
      meaning: "the best fit of order k under Shapley's weights that is exact for no and for all players",
      citation: "C.-P. Tsai, C.-K. Yeh and P. Ravikumar, Faith-Shap, JMLR 24, 2023",
      maxOrder: Number.POSITIVE_INFINITY,
      orderMatters: true,
      empty: "f(∅)",
      efficient: true,
    },
    {
      name: "BII",
      title: "Banzhaf interaction index",
      meaning: "a set's mean joint effect (discrete derivative) over uniform coalitions of the others",
      citation:
        "M. Grabisch and M. Roubens, An axiomatic approach to interaction, Int. J. Game Theory 28, 1999",
      maxOrder: Number.POSITIVE_INFINITY,
      orderMatters: false,
      empty: "mean of f",
      efficient: false,
    },
    {
      name: "FBII",
      title: "Faith-Banzhaf",
      meaning: "the best least-squares fit of order k over uniform coalitions",
      citation: "C.-P. Tsai, C.-K. Yeh and P. Ravikumar, Faith-Shap, JMLR 24, 2023",
      maxOrder: Number.POSITIVE_INFINITY,
      orderMatters: true,
      empty: "intercept of the fit",
      efficient: false,
    },
    {
      name: "Moebius",
      title: "Möbius transform (Harsanyi dividends)",
      meaning: "what a set adds beyond all of its subsets, with every other player absent",
      citation: "J. C. Harsanyi, A simplified bargaining model for the n-person game, 1963",
      maxOrder: Number.POSITIVE_INFINITY,
      orderMatters: false,
      empty: "f(∅)",
      efficient: true,
    },
    {
      name: "Fourier",
      title: "Fourier transform",
      meaning: "the weight of a set's parity; negative for a single player that raises the value",
      citation: "R. O'Donnell, Analysis of Boolean functions, Cambridge 2014",
      maxOrder: Number.POSITIVE_INFINITY,
      orderMatters: false,
      empty: "mean of f",
      efficient: false,
    },
  ].map((entry) => Object.freeze(entry as IndexEntry)),
);

/** The names of the ten indices. */
export const indexNames: readonly IndexName[] = Object.freeze(catalogue.map((entry) => entry.name));

/** What people also call them, in lower case without spaces, hyphens and accents. */
const alsoCalled: { readonly [alias: string]: readonly IndexName[] } = {
  shapley: ["SV"],
  shap: ["SV"],
  shapleyvalue: ["SV"],
  shapleyvalues: ["SV"],
  shapleyinteraction: ["SII"],
  shapleyinteractionindex: ["SII"],
  banzhaf: ["BV", "BII"],
  banzhafvalue: ["BV"],
  banzhafvalues: ["BV"],
  banzhafinteraction: ["BII"],
  banzhafinteractionindex: ["BII"],
  nsii: ["k-SII"],
  nshapley: ["k-SII"],
  kshapley: ["k-SII"],
  ksii: ["k-SII"],
  sti: ["STII"],
  shapleytaylor: ["STII"],
  taylor: ["STII"],
  faithshap: ["FSII"],
  faithshapley: ["FSII"],
  faithfulshapley: ["FSII"],
  fsi: ["FSII"],
  faithbanzhaf: ["FBII"],
  faithfulbanzhaf: ["FBII"],
  fbi: ["FBII"],
  mobius: ["Moebius"],
  mobiustransform: ["Moebius"],
  harsanyi: ["Moebius"],
  dividends: ["Moebius"],
  walsh: ["Fourier"],
  hadamard: ["Fourier"],
  walshhadamard: ["Fourier"],
  wht: ["Fourier"],
};

/** The catalogue's entry of an index; throws `UNKNOWN_INDEX` like `checkIndex`. */
export function indexEntry(name: unknown): IndexEntry {
  const checked = checkIndex(name);
  return catalogue.find((entry) => entry.name === checked)!;
}

/**
 * The name of an index as given, when it is one of the ten; else throws `UNKNOWN_INDEX` with the names most likely meant
 * (other spellings and common names of the indices are known, but never taken silently) and all that there are.
 */
export function checkIndex(name: unknown): IndexName {
  if (indexNames.includes(name as IndexName)) return name as IndexName;
  const all = `The indices are ${indexNames.join(", ")}.`;
  if (typeof name !== "string") {
    throw new SpexlabError("UNKNOWN_INDEX", `Expected the name of an index, got ${shown(name)}. ${all}`);
  }
  const meant = likely(name);
  const hint = meant.length > 0 ? ` Did you mean ${meant.map((m) => `"${m}"`).join(" or ")}?` : "";
  throw new SpexlabError("UNKNOWN_INDEX", `No index is named ${shown(name)}.${hint} ${all}`);
}

/** An order that the index has; throws `BAD_OPTION` for one that it has not. */
export function checkOrder(index: IndexName, order: number): number {
  const { maxOrder, title } = indexEntry(index);
  const k = integer("order", order, 1);
  if (k <= maxOrder) return k;
  throw new SpexlabError(
    "BAD_OPTION",
    `Expected \`order\` 1 for ${index} (${title}: single players only), got ${k}. ` +
      `For larger sets ask for ${index === "SV" ? "SII, k-SII, STII or FSII" : "BII or FBII"}.`,
  );
}

function likely(name: string): readonly string[] {
  const plain = name
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z]/g, "");
  if (Object.hasOwn(alsoCalled, plain)) return alsoCalled[plain];
  const spelled = indexNames.find((known) => known.toLowerCase() === plain);
  if (spelled !== undefined) return [spelled];
  const near = nearest(name, indexNames);
  return near.length < indexNames.length ? near : [];
}
