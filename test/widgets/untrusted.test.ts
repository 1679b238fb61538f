import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import type { Players, View } from "../../src/types.js";
import { barWidget, decayWidget, explanationWidget, page, textWidget } from "../../widgets/index.js";
import { termsFrom, viewOf, wordPlayers } from "./views.js";

const nasty = [
  `</span><script>alert(1)</script>`,
  `"'><img src=x onerror=alert(2)>`,
  "]]></svg><!-- </script>",
  "👩‍👩‍👧‍👦🏳️‍🌈",
  "مرحبا\u202eabc",
  "\u0000\u0007\ud800half",
  "long ".repeat(400),
  "   ",
  "&amp;&lt;",
];
const fourier = termsFrom(nasty.length, [
  [[], 0.3],
  ...nasty.map((_, k) => [[k], 0.1 * (k + 1) * (k % 2 ? 1 : -1)] as [number[], number]),
  [[0, 1, 2], 0.5],
  [[3, 4, 5, 6], -0.7],
]);
const asList: Players = { names: nasty, layout: { kind: "list" } };
const asText = wordPlayers(nasty.join(". "));

function views(): View[] {
  const rest = { title: nasty[0] + nasty[1], unit: nasty[1] + nasty[2], method: nasty[0] };
  const words = termsFrom(asText.names.length, [
    [[0, 1, 2], 1],
    [[1], 0.5],
    [[3, 4], -0.4],
  ]);
  return [viewOf(asList, fourier, { ...rest, order: 4 }), viewOf(asText, words, rest)];
}

/** Scripts of ours and handlers that a browser would run; pictures are opened and looked into. */
function looked(html: string): { scripts: string[]; handlers: number; images: number; text: string } {
  const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`);
  const all = [...document.querySelectorAll("*")];
  const pictures = [...document.querySelectorAll("img")].map((image) => {
    const source = image.getAttribute("src") ?? "";
    expect(source).toMatch(/^data:image\/svg\+xml;base64,/);
    return looked(Buffer.from(source.slice(source.indexOf(",") + 1), "base64").toString());
  });
  return {
    scripts: [
      ...[...document.querySelectorAll("script")].map((script) => script.getAttribute("type") ?? "none"),
      ...pictures.flatMap((picture) => picture.scripts),
    ],
    handlers:
      all.filter((element) => [...element.attributes].some(({ name }) => name.startsWith("on"))).length +
      pictures.reduce((sum, picture) => sum + picture.handlers, 0),
    images: pictures.length,
    text: document.body.textContent ?? "",
  };
}

describe("names and texts of strangers", () => {
  test("add no script, no handler and no image to any widget", () => {
    for (const view of views()) {
      for (const [widget, scripts, images] of [
        [explanationWidget(view), ["application/json", "module"], 1],
        [textWidget(view), ["application/json", "module"], 1],
        [barWidget(view), ["module"], 1],
        [decayWidget(view), ["module"], 1],
      ] as const) {
        const seen = looked(widget.html());
        expect(seen.scripts).toEqual(scripts);
        expect(seen.handlers).toBe(0);
        expect(seen.images).toBe(images);
      }
    }
  });

  test("a text is shown whole, with its line breaks", () => {
    const text = `First <b>line</b> & "more".\nSecond 'line' 👩‍👩‍👧‍👦 مرحبا.`;
    const players = wordPlayers(text);
    const html = textWidget(viewOf(players, termsFrom(players.names.length, [[[0], 1]]))).html();
    const words = parseHTML(html).document.querySelector(".sx-words")!;
    for (const br of words.querySelectorAll("br")) br.replaceWith("\n");
    expect(words.textContent).toBe(text);
    expect(words.querySelectorAll(".sx-w").length).toBe(players.names.length);
    expect(words.querySelectorAll("b").length).toBe(0);
  });

  test("the payload cannot end its script, and pictures hold no character that XML forbids", () => {
    for (const view of views()) {
      const html = explanationWidget(view).html();
      const [, payload] = html.match(/<script type="application\/json">(.*?)<\/script>/s)!;
      expect(payload).not.toContain("<");
      expect(JSON.parse(payload).n).toBe(view.players.names.length);
      for (const svg of [textWidget(view).svg(), barWidget(view).svg(), decayWidget(view).svg()]) {
        expect(svg).not.toMatch(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/u);
      }
    }
  });

  test("a page allows our script only and nothing from the network", () => {
    const html = page([explanationWidget(views()[0])]);
    const { document } = parseHTML(html);
    const policy = document.querySelector("meta[http-equiv]")!.getAttribute("content")!;
    expect(policy).toMatch(
      /^default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-[\w+/=]+'$/,
    );
    expect(document.querySelector("title")!.textContent).toBe(views()[0].title);
    expect(html).not.toMatch(/(?:src|href)="(?!data:)/);
  });
});
