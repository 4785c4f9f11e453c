// Tables of the same units beside the map: what is ticked there is selected here, and back.

import type { Selection } from "./selection.ts";
import type { View } from "./view.ts";

interface Ticked {
  field: string;
  keys: string[];
  shown: string[];
}

export function followTables(root: HTMLElement, view: View, selection: Selection): void {
  const field = root.dataset["field"] ?? "unit";
  let listening = false;
  const indices = (keys: string[]): number[] =>
    keys.flatMap((key) => view.alignment.indexOf.get(key) ?? []);
  document.addEventListener("maillage:selected", (event) => {
    const ticked = (event as CustomEvent<Ticked>).detail;
    if (ticked.field !== field) return;
    const shown = new Set(indices(ticked.shown));
    const elsewhere = [...selection.units].filter((unit) => !shown.has(unit));
    listening = true;
    selection.set([...elsewhere, ...indices(ticked.keys)]);
    listening = false;
  });
  selection.onChange(() => {
    if (listening) return;
    const keys = [...selection.units].map((unit) => view.alignment.state.units[unit]!);
    document.dispatchEvent(new CustomEvent("maillage:select", { detail: { field, keys } }));
  });
}
