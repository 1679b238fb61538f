/**
 * What runs in the reader's browser: puts the SVG of a data address in the place of its `<img>`, so that the picture follows the page's theme and its
 * titles can be read. Stands alone: it uses nothing from outside its own body.
 */
export function inlinePicture(picture: HTMLImageElement): void {
  const bytes = Uint8Array.from(atob(picture.src.slice(picture.src.indexOf(",") + 1)), (c) =>
    c.charCodeAt(0),
  );
  const svg = new DOMParser().parseFromString(
    new TextDecoder().decode(bytes),
    "image/svg+xml",
  ).documentElement;
  if (svg.localName !== "svg") return;
  svg.setAttribute("style", `${svg.getAttribute("style") ?? ""};max-width:100%;height:auto`);
  picture.replaceWith(document.importNode(svg, true));
}
