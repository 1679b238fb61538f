import type { Layout, Players } from "../../types.js";
import { corrupt, type Fields, sortedIn } from "./checks.js";

/** The layout of so many players that plain data describe. Throws `CORRUPT_FILE` naming what is wrong. */
export function layoutOf(data: unknown, n: number): Layout {
  const layout = data as Fields | null;
  if (layout?.kind === "list") return Object.freeze({ kind: "list" });
  if (layout?.kind === "text") return textLayout(layout, n);
  if (layout?.kind === "image") return imageLayout(layout, n);
  if (layout?.kind === "joined") return joinedLayout(layout, n);
  return corrupt("`players.layout` is no list, text, image or joined layout");
}

function textLayout({ text, spans }: Fields, n: number): Layout {
  if (typeof text !== "string" || !Array.isArray(spans)) {
    return corrupt("`players.layout` lacks its text or spans");
  }
  let last = 0;
  for (const span of spans as unknown[]) {
    if (!sortedIn(span, text.length, last) || (span as number[]).length !== 2) {
      corrupt("`players.layout.spans` do not fit the text");
    }
    last = (span as number[])[1];
  }
  if (spans.length !== n) corrupt("there are not as many spans as players");
  return Object.freeze({ kind: "text", text, spans: spans as [number, number][] });
}

function imageLayout({ width, height, picture, outlines }: Fields, n: number): Layout {
  if (![width, height].every((side) => Number.isInteger(side) && (side as number) > 0)) {
    corrupt("`players.layout` has no width and height");
  }
  if (typeof picture !== "string" || !/^data:image\/png;base64,[A-Za-z0-9+/]+={0,2}$/.test(picture)) {
    corrupt("`players.layout.picture` is not a PNG as a data URL");
  }
  const path = /^(M\d+ \d+([HV]\d+)+Z)*$/;
  if (!Array.isArray(outlines) || outlines.some((d) => typeof d !== "string" || !path.test(d))) {
    corrupt("`players.layout.outlines` are not paths of closed rings");
  }
  if ((outlines as string[]).length !== n) corrupt("there are not as many outlines as players");
  return Object.freeze({
    kind: "image",
    width: width as number,
    height: height as number,
    picture: picture as string,
    outlines: outlines as string[],
  });
}

function joinedLayout({ sources }: Fields, n: number): Layout {
  if (!Array.isArray(sources)) return corrupt("`players.layout.sources` is not a list");
  const read = (sources as (Fields | null)[]).map((source) => {
    const names = (source?.players as Partial<Players> | undefined)?.names;
    if (
      typeof source?.name !== "string" ||
      !Array.isArray(names) ||
      names.some((name) => typeof name !== "string")
    ) {
      return corrupt("a source of `players.layout` lacks its name or players");
    }
    const layout = layoutOf((source.players as Fields).layout, names.length);
    return Object.freeze({ name: source.name, players: Object.freeze({ names: names as string[], layout }) });
  });
  if (read.reduce((sum, { players }) => sum + players.names.length, 0) !== n) {
    corrupt("the sources of `players.layout` do not have as many players as there are");
  }
  return Object.freeze({ kind: "joined", sources: Object.freeze(read) });
}
