import type { BracketWord } from "../live/client/drawBrackets.js";

/** One index of an explanation, for one order or, where the order only says how large sets are listed, for several. */
export interface ExploredReading {
  readonly index: string;
  /** Orders that can be chosen; the largest is the one it was computed at. */
  readonly orders: readonly number[];
  /** Non-zero interactions up to each of `orders`. */
  readonly totals: readonly number[];
  /** Positions in `sets`, strongest first. */
  readonly ids: readonly number[];
  readonly values: readonly number[];
  /** One number a player, to colour it by, and what that number is. */
  readonly effects: readonly number[];
  readonly meaning: string;
  /** Digits after the point of `values`. */
  readonly digits: number;
  readonly note: string;
}

/** An image among the players, as its links are drawn. */
export interface ExploredImage {
  /** Its first player. */
  readonly first: number;
  readonly width: number;
  readonly height: number;
  readonly at: readonly (readonly [number, number])[];
}

/** One explanation as its data file holds it. Markup is escaped, all else is plain text. */
export interface Explored {
  /** Markup of the element: players, legend, places for brackets and list. */
  readonly inside: string;
  /** What the live element works with, its list left out; see `upgrade`. */
  readonly payload: { readonly [key: string]: unknown };
  /** What is told beside it, as term and text. */
  readonly facts: readonly (readonly [string, string])[];
  /** Sets of players that any reading lists: players, label, whole label where it says more. */
  readonly sets: readonly (readonly [readonly number[], string, string])[];
  readonly readings: readonly ExploredReading[];
  /** Indices that cannot be read, and why. */
  readonly missing: readonly (readonly [string, string])[];
  readonly brackets: {
    readonly words: readonly BracketWord[];
    readonly mirrored: boolean;
    readonly title: string;
    /** No set larger than this has a bracket. */
    readonly largest: number;
  } | null;
  readonly images: readonly ExploredImage[];
}

/** One explanation in the list of what there is. */
export interface ExploredEntry {
  /** In the address, e.g. `"spex-2"`. */
  readonly id: string;
  readonly label: string;
  /** The data file, relative to the page. */
  readonly file: string;
  /** As it was saved. */
  readonly index: string;
  readonly order: number;
}

/** One example: players, explained once or several times. */
export interface ExploredExample {
  /** In the address. */
  readonly id: string;
  readonly title: string;
  readonly entries: readonly ExploredEntry[];
}

/** What the page is told of the whole site. */
export interface ExploredSite {
  readonly examples: readonly ExploredExample[];
  /** The ten indices: name, title, what a value means. */
  readonly indices: readonly (readonly [string, string, string])[];
}
