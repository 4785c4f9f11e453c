// `data-changed="12"` arrives when work in the background ended: what shows a scenario follows.

import { forEvery } from "./inserted.ts";

export function startChanged(root: Document): void {
  forEvery<HTMLElement>(root, "[data-changed]", (element) => {
    const detail = { revision: Number(element.dataset["changed"]) };
    root.dispatchEvent(new CustomEvent("maillage:changed", { detail }));
  });
}
