import { escaped } from "../labels.js";
import { themeCss } from "../palette.js";
import { inlinePicture } from "./client/inlinePicture.js";
import { still } from "./client/still.js";

/** Raised whenever the client or the markup it upgrades changes: outputs of several versions live in one notebook. */
const tag = "spexlab-picture-1";

/** What runs in the reader's page. */
export const stillScript: string = `(${still.toString()})(${JSON.stringify(tag)},${inlinePicture.toString()});`;

const style = `${themeCss(tag)}${tag}{display:block}`;

/** A picture that stands alone: an image where no script runs (a notebook re-opened untrusted), part of the page and in its theme where one does. */
export function stillHtml(svg: string, description: string): string {
  return `<${tag}><style>${style}</style>${picture(svg, description)}<script type="module">${stillScript}</script></${tag}>`;
}

/** A picture as it survives sanitising. */
export function picture(svg: string, description: string): string {
  const data = Buffer.from(svg, "utf8").toString("base64");
  return `<img class="sx-picture" style="max-width:100%;height:auto" alt="${escaped(description)}" src="data:image/svg+xml;base64,${data}">`;
}
