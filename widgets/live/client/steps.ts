import type { inlinePicture } from "./inlinePicture.js";

/**
 * What runs in the reader's browser: pictures that follow one another become one picture with buttons, a slider and arrow keys. Its compiled text is
 * put into every such output, so it stands alone: it uses nothing from outside its own body, asks nothing of the network, and does nothing twice.
 */
export function stepThrough(tag: string, inline: typeof inlinePicture): void {
  if (customElements.get(tag) !== undefined) return;

  class SpexlabSteps extends HTMLElement {
    #ready = false;
    #figures: HTMLElement[] = [];
    #at = 0;
    #slider: HTMLInputElement | undefined;
    #buttons: { button: HTMLButtonElement; by: number }[] = [];
    #status: HTMLElement | undefined;

    connectedCallback(): void {
      if (this.#ready) return;
      this.#ready = true;
      this.#figures = [...this.querySelectorAll<HTMLElement>(".sx-step")];
      if (this.#figures.length < 2) return;
      for (const picture of this.querySelectorAll<HTMLImageElement>("img.sx-picture")) inline(picture);
      this.#controls();
      this.#show(0);
    }

    #controls(): void {
      const bar = document.createElement("div");
      bar.className = "sx-bar";
      bar.setAttribute("role", "group");
      bar.setAttribute("aria-label", "Steps; arrow keys go back and forth");
      // JupyterLab would take the arrow keys for itself.
      bar.setAttribute("data-lm-suppress-shortcuts", "true");
      const last = this.#figures.length - 1;
      const button = (text: string, by: number): HTMLButtonElement => {
        const made = document.createElement("button");
        made.type = "button";
        made.textContent = text;
        made.addEventListener("click", () => this.#show(this.#at + by));
        this.#buttons.push({ button: made, by });
        return made;
      };
      this.#slider = document.createElement("input");
      this.#slider.type = "range";
      this.#slider.min = "0";
      this.#slider.max = String(last);
      this.#slider.setAttribute("aria-label", "Step");
      this.#slider.addEventListener("input", () => this.#show(Number(this.#slider!.value)));
      this.#status = document.createElement("span");
      this.#status.className = "sx-status";
      this.#status.setAttribute("role", "status");
      this.#status.setAttribute("aria-live", "polite");
      bar.append(button("◀ Previous", -1), button("Next ▶", 1), this.#slider);
      bar.addEventListener("keydown", (event) => {
        const steps: { [key: string]: number } = {
          ArrowRight: this.#at + 1,
          ArrowDown: this.#at + 1,
          ArrowLeft: this.#at - 1,
          ArrowUp: this.#at - 1,
          Home: 0,
          End: last,
        };
        if (event.altKey || event.ctrlKey || event.metaKey || !(event.key in steps)) return;
        this.#show(steps[event.key]);
        event.preventDefault();
        event.stopPropagation();
      });
      this.#figures[0].parentElement!.before(bar, this.#status);
    }

    #show(to: number): void {
      const last = this.#figures.length - 1;
      this.#at = Math.min(last, Math.max(0, to));
      this.#figures.forEach((figure, k) => {
        figure.classList.toggle("sx-hidden", k !== this.#at);
      });
      const words = this.#figures[this.#at].querySelector<HTMLElement>(".sx-words")!;
      this.#status!.textContent = words.textContent;
      this.#slider!.value = String(this.#at);
      this.#slider!.setAttribute("aria-valuetext", `${this.#at} of ${last}`);
      // A button that cannot be used keeps the focus, so it is not disabled.
      for (const { button, by } of this.#buttons) {
        button.setAttribute("aria-disabled", String(this.#at + by < 0 || this.#at + by > last));
      }
    }
  }
  customElements.define(tag, SpexlabSteps);
}
