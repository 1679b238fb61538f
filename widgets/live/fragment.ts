import { createHash } from "node:crypto";
import { smallestCrossing } from "../../src/explanation/removal/flip.js";
import { exactRemoval, greedyRemoval } from "../../src/explanation/removal/search.js";
import { Switches } from "../../src/explanation/removal/switches.js";
import { escaped } from "../labels.js";
import { themeCss } from "../palette.js";
import { browse } from "./client/browse.js";
import { inlinePicture } from "./client/inlinePicture.js";
import { upgrade } from "./client/upgrade.js";
import { stepsScript } from "./steps.js";
import { stillScript } from "./still.js";

/** Raised whenever the client and the markup it upgrades change: outputs of several versions live in one notebook. */
export const tag = "spexlab-view-3";

/** Defines the element. */
export const script: string = `(${upgrade.toString()})(${JSON.stringify(tag)},{browse:${browse.toString()},inlinePicture:${inlinePicture.toString()},Switches:${Switches.toString()},greedyRemoval:${greedyRemoval.toString()},exactRemoval:${exactRemoval.toString()},smallestCrossing:${smallestCrossing.toString()}});`;

/** How the element looks. */
export const style: string = [
  themeCss(tag),
  `${tag}{display:block;max-width:760px;color:var(--sx-ink);font-family:var(--jp-content-font-family,system-ui,sans-serif);font-size:14px;line-height:1.5;overflow-wrap:anywhere}`,
  `${tag} [role=button]{cursor:pointer}${tag} [role=button]:hover{outline:1px solid var(--sx-quiet)}`,
  `${tag} :focus-visible{outline:3px solid var(--sx-ink);outline-offset:2px}`,
  `${tag} .sx-off{background:none!important;border-bottom-color:transparent!important;text-decoration:line-through;color:var(--sx-quiet)}`,
  `${tag} path.sx-w{cursor:pointer}${tag} path.sx-off{fill:var(--sx-paper);fill-opacity:.85;stroke-dasharray:1 4;opacity:1}`,
  `${tag} .sx-arc.sx-gone{opacity:.3}${tag} tr.sx-gone,${tag} tr.sx-gone b{color:var(--sx-quiet);font-weight:400}${tag} tr.sx-gone bdi{text-decoration:line-through}${tag} tr.sx-gone .sx-chip.sx-chip.sx-chip{background:none!important;color:var(--sx-quiet)!important;outline:1px solid var(--sx-rule)}${tag} tr.sx-gone td:last-child{opacity:.3}`,
  `${tag} .sx-now{margin:2px 0 8px;min-height:1.7em;color:var(--sx-ink)}`,
  `${tag} .sx-now button{font:inherit;padding:0 8px;cursor:pointer;color:inherit;background:none;border:1px solid var(--sx-quiet);border-radius:4px}`,
  `${tag} .sx-flip,${tag} .sx-controls{font-size:12px;margin:4px 0;display:flex;flex-wrap:wrap;gap:4px 12px;align-items:center}`,
  `${tag} .sx-flip button{font:inherit;padding:2px 8px;cursor:pointer;color:inherit;background:none;border:1px solid var(--sx-quiet);border-radius:4px}${tag} .sx-flip input{width:5em;font:inherit;color:inherit;background:none;border:1px solid var(--sx-quiet);border-radius:4px}`,
  `${tag} .sx-controls label{display:flex;gap:6px;align-items:center}${tag} .sx-controls input{width:130px;accent-color:var(--sx-ink)}`,
  `${tag} .sx-member{outline:2px solid var(--sx-ink);outline-offset:1px}${tag} path.sx-member{outline:none;stroke:var(--sx-ink);stroke-width:3}${tag} .sx-strong{stroke-width:3px;font-weight:900}${tag} tr.sx-has,${tag} tr.sx-row:hover{outline:1px solid var(--sx-quiet)}`,
  `${tag} .sx-now button[hidden]{display:none}`,
  `${tag} .sx-positive{background-color:var(--sx-positive)!important}${tag} .sx-negative{background-color:var(--sx-negative)!important}`,
  `${tag} .sx-chip.sx-negative{background-color:var(--sx-deep)!important}`,
  `${tag} .sx-chip{color:var(--sx-paper)!important}`,
  `${tag} tr,${tag} td,${tag} th{background:none!important}`,
].join("");

/**
 * Markup in the one form that serves a running notebook, one re-opened untrusted (style, script and the element's tag
 * are stripped: what lies inside must tell all by itself) and an exported page. `address`: where a live output asks.
 */
export function fragment(inside: string, payload?: object, address?: string): string {
  const data =
    payload === undefined
      ? ""
      : `<script type="application/json">${JSON.stringify(payload).replaceAll("<", "\\u003c")}</script>`;
  const live = address === undefined ? "" : ` data-live="${escaped(address)}"`;
  return `<${tag}${live}><style>${style}</style>${inside}${data}<script type="module">${script}</script></${tag}>`;
}

/** A page of its own from fragments: no network, only our scripts. */
export function pageOf(title: string, fragments: readonly string[]): string {
  const scripts = [script, stepsScript, stillScript].filter((one) =>
    fragments.some((html) => html.includes(one)),
  );
  const allowed = scripts
    .map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`)
    .join(" ");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src ${allowed}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>:root{color-scheme:light dark}body{margin:24px auto;padding:0 16px;max-width:760px;background:#fff}@media (prefers-color-scheme:dark){body{background:#111}}section{margin-bottom:32px}</style>
</head><body>
${fragments.map((html) => `<section>${html}</section>`).join("\n")}
</body></html>
`;
}
