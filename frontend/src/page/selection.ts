// Checkboxes of a table: one selects all, shift selects a range, and a bar counts the selection.
// The table tells others by `maillage:selected` ({field, keys, shown}) and obeys `maillage:select`
// ({field, keys}), where the field is what the table's rows are.

import { forEvery } from "./inserted.ts";

export function startSelection(root: Document): void {
  root.addEventListener("click", (event) => {
    const box = event.target as HTMLInputElement;
    if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
    const table = box.closest<HTMLElement>("[data-selectable]");
    if (!table) return;
    if (box === matching(table)) return settle(table);
    if (box.matches("[data-select-all]")) tickAll(table, box.checked);
    else if (event.shiftKey) tickRange(table, box);
    table.dataset["last"] = box.value;
    settle(table);
    tell(table);
  });
  root.addEventListener("maillage:select", (event) => {
    const { field, keys } = (event as CustomEvent<{ field: string; keys: string[] }>).detail;
    const tables = root.querySelectorAll<HTMLElement>(`[data-selectable="${field}"]`);
    for (const table of tables) obey(table, new Set(keys));
  });
  forEvery(root, "[data-selectable] tbody", (body) => {
    settle(body.closest("[data-selectable]") as HTMLElement);
  });
}

function boxes(table: HTMLElement): HTMLInputElement[] {
  return [...table.querySelectorAll<HTMLInputElement>("tbody input[type=checkbox][data-select]")];
}

function matching(table: HTMLElement): HTMLInputElement | null {
  return table.querySelector<HTMLInputElement>("[data-selection-matching] input");
}

function tickAll(table: HTMLElement, ticked: boolean): void {
  for (const box of boxes(table)) box.checked = ticked;
}

function tickRange(table: HTMLElement, box: HTMLInputElement): void {
  const all = boxes(table);
  const last = all.findIndex((each) => each.value === table.dataset["last"]);
  const here = all.indexOf(box);
  if (last < 0) return;
  for (let at = Math.min(last, here); at <= Math.max(last, here); at++) {
    (all[at] as HTMLInputElement).checked = box.checked;
  }
}

function obey(table: HTMLElement, keys: Set<string>): void {
  for (const box of boxes(table)) box.checked = keys.has(box.value);
  settle(table);
}

function settle(table: HTMLElement): void {
  const all = boxes(table);
  const ticked = all.filter((box) => box.checked).length;
  const head = table.querySelector<HTMLInputElement>("[data-select-all]");
  if (head) {
    head.checked = ticked > 0 && ticked === all.length;
    head.indeterminate = ticked > 0 && ticked < all.length;
  }
  for (const box of all) box.closest("tr")?.classList.toggle("selected", box.checked);
  const bar = table.querySelector<HTMLElement>("[data-selection-bar]");
  if (bar) bar.hidden = ticked === 0;
  const selected = ticked === all.length ? everything(table, ticked) : withoutMatching(table, ticked);
  const count = table.querySelector("[data-selection-count]");
  if (count) count.textContent = selected.toLocaleString(document.documentElement.lang);
}

// The whole page is ticked: what matches beyond it is offered, and counted where it was chosen.
function everything(table: HTMLElement, ticked: number): number {
  const box = matching(table);
  if (!box) return ticked;
  (box.parentElement as HTMLElement).hidden = false;
  return box.checked ? Number(box.dataset["total"]) : ticked;
}

function withoutMatching(table: HTMLElement, ticked: number): number {
  const box = matching(table);
  if (!box) return ticked;
  box.checked = false;
  (box.parentElement as HTMLElement).hidden = true;
  return ticked;
}

function tell(table: HTMLElement): void {
  const all = boxes(table);
  const detail = {
    field: table.dataset["selectable"],
    keys: all.filter((box) => box.checked).map((box) => box.value),
    shown: all.map((box) => box.value),
  };
  table.dispatchEvent(new CustomEvent("maillage:selected", { bubbles: true, detail }));
}
