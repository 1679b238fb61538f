import type { inlinePicture } from "./inlinePicture.js";

/** What runs in the reader's browser: pictures in the element `tag` become part of the page. Stands alone; does nothing twice. */
export function still(tag: string, inline: typeof inlinePicture): void {
  if (customElements.get(tag) !== undefined) return;

  class SpexlabPicture extends HTMLElement {
    connectedCallback(): void {
      for (const picture of this.querySelectorAll<HTMLImageElement>("img.sx-picture")) inline(picture);
    }
  }
  customElements.define(tag, SpexlabPicture);
}
