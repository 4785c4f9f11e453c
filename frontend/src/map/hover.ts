// The figures of the unit under the pointer.

import type { Alignment } from "./alignment.ts";
import type { Numbers } from "./texts.ts";

export class Hover {
  constructor(
    private readonly box: HTMLElement,
    private readonly numbers: Numbers,
    private readonly none: string,
  ) {}

  hide(): void {
    this.box.hidden = true;
  }

  show(alignment: Alignment, unit: number, x: number, y: number): void {
    const { state } = alignment;
    const label = alignment.labels[unit] ?? 0;
    const territory = state.territories.find((each) => each.number === label);
    const facts = document.createElement("dl");
    for (const measure of state.measures) {
      const value = this.numbers.exact(measure.values[unit] ?? 0, measure.unit);
      facts.append(element("dt", measure.label), element("dd", value));
    }
    const whose = [territory?.name ?? this.none, territory?.rep].filter(Boolean).join(" · ");
    this.box.replaceChildren(
      element("strong", state.names[unit] ?? state.units[unit]!),
      ...(state.territories.length ? [element("span", whose)] : []),
      facts,
    );
    this.box.hidden = false;
    this.box.classList.toggle("locked", alignment.fixed(unit));
    this.place(x, y);
  }

  private place(x: number, y: number): void {
    const around = this.box.parentElement!;
    const left = x + 16 + this.box.offsetWidth > around.clientWidth ? x - 16 - this.box.offsetWidth : x + 16;
    const top = Math.min(y + 16, around.clientHeight - this.box.offsetHeight - 8);
    this.box.style.left = `${Math.max(left, 0)}px`;
    this.box.style.top = `${Math.max(top, 0)}px`;
  }
}

function element(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
