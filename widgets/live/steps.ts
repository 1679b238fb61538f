import { clean, escaped } from "../labels.js";
import { themeCss } from "../palette.js";
import { inlinePicture } from "./client/inlinePicture.js";
import { stepThrough } from "./client/steps.js";
import { picture } from "./still.js";

/** Raised whenever the client or the markup it upgrades changes: outputs of several versions live in one notebook. */
const tag = "spexlab-steps-1";

/** What runs in the reader's page. */
export const stepsScript: string = `(${stepThrough.toString()})(${JSON.stringify(tag)},${inlinePicture.toString()});`;

const style: string = [
  themeCss(tag),
  `${tag}{display:block;color:var(--sx-ink);font-family:var(--jp-content-font-family,system-ui,sans-serif);font-size:14px;line-height:1.4}`,
  `${tag} .sx-hidden{display:none!important}`,
  `${tag} .sx-bar{display:flex;flex-wrap:wrap;gap:6px 12px;align-items:center;margin:4px 0}`,
  `${tag} .sx-bar button{font:inherit;padding:2px 10px;cursor:pointer;color:inherit;background:none;border:1px solid var(--sx-quiet);border-radius:4px}`,
  `${tag} .sx-bar button[aria-disabled=true]{opacity:.45;cursor:default}`,
  `${tag} .sx-bar input{width:160px;accent-color:var(--sx-ink)}`,
  `${tag} :focus-visible{outline:3px solid var(--sx-ink);outline-offset:2px}`,
  `${tag} .sx-status{display:block;min-height:4.2em;max-width:560px}${tag} .sx-bar~* .sx-words{display:none}`,
].join("");

/** One of several pictures that follow one another. */
export interface Step {
  readonly words: string;
  readonly svg: string;
}

/**
 * Pictures that follow one another: side by side where no script runs (a notebook re-opened untrusted), one at a time with buttons, a slider and the
 * arrow keys where one does.
 */
export function stepsHtml(steps: readonly Step[]): string {
  const figures = steps.map(({ words, svg }) => {
    const said = escaped(clean(words));
    return `<div class="sx-step" style="display:inline-block;vertical-align:top;width:360px;max-width:100%;margin:0 16px 16px 0"><div class="sx-words" style="min-height:4.2em">${said}</div>${picture(svg, clean(words))}</div>`;
  });
  return `<${tag}><style>${style}</style><div>${figures.join("")}</div><script type="module">${stepsScript}</script></${tag}>`;
}
