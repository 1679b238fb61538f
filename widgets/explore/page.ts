import { createHash } from "node:crypto";
import { count, escaped } from "../labels.js";
import { drawBrackets } from "../live/client/drawBrackets.js";
import { drawLinks } from "../live/client/drawLinks.js";
import { regionLook, wordLook } from "../live/client/looks.js";
import { script as elementScript, style as elementStyle, tag } from "../live/fragment.js";
import { sign, themeCss, themed } from "../palette.js";
import { explorer } from "./client/explorer.js";
import { pane } from "./client/pane.js";
import type { Explored, ExploredSite } from "./data.js";

/** Marks a page as one of ours; see `isExplorePage`. */
const mark = '<meta name="generator" content="spexlab explore">';

const tools: string = `{tag:${JSON.stringify(tag)},drawBrackets:${drawBrackets.toString()},drawLinks:${drawLinks.toString()},wordLook:${wordLook.toString()},regionLook:${regionLook.toString()},colours:${JSON.stringify(themed)},sign:${JSON.stringify(sign)}}`;

const script: string = `${elementScript}(${explorer.toString()})(JSON.parse(document.getElementById("site").textContent),${pane.toString()},${tools});`;

const style: string = [
  themeCss("body"),
  elementStyle,
  ":root{color-scheme:light dark}",
  "body{margin:0;background:var(--sx-paper);color:var(--sx-ink);font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}",
  "header{border-bottom:1px solid var(--sx-rule);padding:12px 20px}",
  "main{padding:12px 20px 40px;max-width:1360px;margin:0 auto}header>*{max-width:1360px;margin-left:auto;margin-right:auto}",
  "h1{font-size:18px;margin:0}h2{position:absolute;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap}h3{font-size:14px;margin:0 0 4px}",
  "header .lead{color:var(--sx-quiet);margin:0 0 8px;font-size:13px}",
  ".row{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:end}",
  ".row div{display:flex;flex-direction:column;gap:2px;min-width:0;max-width:100%}.row label{font-size:12px;color:var(--sx-quiet)}",
  ".row .wide{flex:1 1 280px}",
  "select,header button{font:inherit;font-size:14px;color:var(--sx-ink);background:var(--sx-paper);border:1px solid var(--sx-quiet);border-radius:6px;padding:5px 8px;max-width:100%;min-width:0;min-height:34px}",
  "header button{cursor:pointer}header button:disabled{opacity:.45;cursor:default}header button[aria-pressed=true]{background:var(--sx-ink);color:var(--sx-paper)}",
  "select:focus-visible,button:focus-visible{outline:3px solid var(--sx-ink);outline-offset:2px}",
  "#status:not(:empty){margin:8px 0 0;padding:6px 10px;border-left:4px solid var(--sx-ink);font-size:14px}",
  "#columns{display:grid;grid-template-columns:minmax(0,1fr);gap:28px}",
  ".pane[hidden]{display:none}",
  ".inner{display:grid;grid-template-columns:minmax(0,780px) minmax(0,320px);gap:8px 40px;align-items:start}",
  ".aside{border-left:3px solid var(--sx-rule);padding-left:14px;font-size:13px}",
  ".aside dl{margin:0 0 10px}.aside dt{color:var(--sx-quiet);font-size:12px}.aside dd{margin:0 0 6px}.aside p{margin:0 0 6px}",
  ".meaning{font-size:13px;color:var(--sx-quiet);margin:8px 0}.total{font-size:12px;color:var(--sx-quiet);margin:4px 0}",
  ".two #columns{grid-template-columns:repeat(2,minmax(0,1fr))}.two .inner{grid-template-columns:minmax(0,1fr)}.two .aside{order:-1}",
  ".two #second{border-left:1px solid var(--sx-rule);padding-left:28px}",
  "@media (max-width:960px){.inner{grid-template-columns:minmax(0,1fr)}.two #columns{grid-template-columns:minmax(0,1fr)}.two #second{border-left:0;padding-left:0;border-top:1px solid var(--sx-rule);padding-top:16px}}",
  `${tag} table{max-width:100%}.pane ${tag} td:nth-child(2){min-width:7em}.pane ${tag} th{white-space:nowrap}`,
].join("\n");

/** One column: its choices, the live view, what is told beside it. */
function column(id: "first" | "second"): string {
  const select = (name: string, label: string): string =>
    `<div><label for="${id}-${name}">${label}</label><select id="${id}-${name}" class="${name}"></select></div>`;
  const named = id === "first" ? "Explanation" : "Explanation beside it";
  return `<section class="pane" id="${id}" aria-label="${named}" hidden>
<div class="row">${select("method", "Method")}${select("index", "Index")}${select("order", "Order")}</div>
<p class="meaning"></p>
<div class="inner"><div><div class="view"></div><p class="total"></p></div>
<div class="aside"><h3>How far to trust it</h3><dl class="facts"></dl><div class="missing"></div></div></div>
</section>`;
}

/** The page of a site of explanations: it loads the data files beside it, when they are chosen, and nothing from elsewhere. */
export function explorePage(site: ExploredSite): string {
  const hash = createHash("sha256").update(script).digest("base64");
  const many = site.examples.reduce((sum, { entries }) => sum + entries.length, 0);
  const lead = `${count(site.examples.length)} example${site.examples.length === 1 ? "" : "s"}, ${count(many)} explanation${many === 1 ? "" : "s"}. Click a word off, or choose another index: no model is asked.`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}' 'self'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
${mark}
<title>Explanations</title>
<style>${style}</style>
</head><body>
<header><h1>Explanations</h1>
<p class="lead">${escaped(lead)}</p>
<div class="row"><div class="wide"><label for="example">Example</label><select id="example"></select></div>
<button type="button" id="previous">Previous</button><button type="button" id="next">Next</button>
<button type="button" id="compare" aria-pressed="false">Compare side by side</button></div>
<p id="status" role="status"></p></header>
<main><h2 id="title" dir="auto"></h2><div id="columns">${column("first")}${column("second")}</div>
<noscript>This page needs JavaScript to show an explanation.</noscript></main>
<script type="application/json" id="site">${JSON.stringify(site).replaceAll("<", "\\u003c")}</script>
<script>${script}</script>
</body></html>
`;
}

/** What stands in place of the page while the site is written; it is already known as ours. */
export function unfinishedPage(): string {
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8">${mark}<title>Explanations</title></head><body><p>This site was not finished: run spexlab explore again.</p></body></html>\n`;
}

/** Did `explorePage` make it? */
export function isExplorePage(html: string): boolean {
  return html.slice(0, 2_000).includes(mark);
}

/** One explanation as a classic script that hands its data to the page. */
export function dataScript(file: string, data: Explored): string {
  return `spexlabSite(${JSON.stringify(file)},${JSON.stringify(data).replaceAll("<", "\\u003c")});\n`;
}
