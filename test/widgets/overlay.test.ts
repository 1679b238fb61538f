import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import * as sx from "../../src/index.js";
import { keeps } from "./snapshot.js";

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="90" height="60" fill="#dde"/><circle cx="24" cy="20" r="12" fill="#c33"/><rect x="50" y="27" width="28" height="21" fill="#383"/></svg>`;
const picture = await sx.image(await sharp(Buffer.from(drawing)).png().toBuffer());
const cells = await picture.grid(2, 3);
const question = sx.text('Is the "circle" <b>left</b>?').words();
const joined = sx.join({ question, picture: cells });

const onImage = sx.fromMoebius(cells, [
  [["r1c1"], 0.5],
  [["r2c3"], -1],
  [["r1c1", "r2c3"], 2],
  [["r1c2", "r1c3", "r2c1"], -1.5],
]);
const onBoth = sx.fromMoebius(joined, [
  [["<b>left</b>", "r1c1"], 2],
  [["circle", "r2c3"], -1],
  [["r1c1", "r2c2"], 0.7],
]);

function overlayOfCells(): string {
  // A PNG's bytes may differ from one version of the encoder to the next.
  return onImage
    .as("Moebius")
    .overlay()
    .svg()
    .replace(/data:image\/png;base64,[\w+/=]+/, "picture.png");
}

describe("an image with regions", () => {
  keeps(overlayOfCells);

  test("carries the image, a shape and a sign for each region, and numbers only where links are", () => {
    const svg = onBoth.as("Moebius").overlay().svg();
    expect(svg.match(/class="sx-w"/g)?.length).toBe(6);
    expect(svg).toContain('data-player="5"');
    expect(svg.match(/class="sx-arc"/g)?.length).toBe(6);
    expect(svg).toContain('href="data:image/png;base64,');
  });

  test("joined players stand as text and as image in the whole widget, escaped", () => {
    const html = onBoth.widget().html();
    expect(html.match(/class="sx-w" data-player/g)?.length).toBe(4);
    expect(html).toContain(">question<");
    expect(html).toContain("&#60;b&#62;");
    expect(html).not.toContain("<b>left");
  });

  test("layouts survive saving; a file with a script in an outline or in the picture is refused", () => {
    const saved = JSON.parse(JSON.stringify(onBoth));
    expect(saved.players.layout).toEqual(JSON.parse(JSON.stringify(joined.layout)));
    const folder = mkdtempSync(path.join(os.tmpdir(), "spexlab-"));
    const file = path.join(folder, "e.json");
    onBoth.save(file);
    expect(sx.load(file).players.layout).toEqual(joined.layout);
    for (const spoilt of [
      { outlines: saved.players.layout.sources[1].players.layout.outlines.fill('M0 0H1Z"/><script>') },
      { picture: 'data:image/png;base64,AAAA"onload=alert(1)' },
      { picture: "https://example.org/track.png" },
      { width: -1 },
    ]) {
      const copy = JSON.parse(JSON.stringify(onBoth));
      Object.assign(copy.players.layout.sources[1].players.layout, spoilt);
      writeFileSync(file, JSON.stringify(copy));
      expect(() => sx.load(file)).toThrow(/players\.layout/);
    }
    rmSync(folder, { recursive: true });
  });

  test("other players are refused with advice", () => {
    expect(() => sx.fromFourier(2, [[[0], 1]]).overlay()).toThrow(/not regions of an image/);
  });
});
