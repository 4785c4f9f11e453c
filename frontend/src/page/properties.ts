// Styles that depend on data: a policy without inline styles leaves them to the object model.
// `data-share="0.42"` sets --share, `data-colour="#79a6d8"` sets --colour.

import { forEvery } from "./inserted.ts";

export function startProperties(root: Document): void {
  forEvery<HTMLElement>(root, "[data-share]", (element) => {
    const share = Number(element.dataset["share"]);
    if (Number.isFinite(share)) {
      element.style.setProperty("--share", String(Math.min(Math.max(share, 0), 1)));
    }
  });
  forEvery<HTMLElement>(root, "[data-colour]", (element) => {
    element.style.setProperty("--colour", element.dataset["colour"] ?? "");
  });
}
