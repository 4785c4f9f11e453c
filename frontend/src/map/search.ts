// Find a unit by its name or code.

/** Indices of at most `most` units, those that begin with the words first; accents do not matter. */
export function find(
  words: string,
  names: readonly string[],
  codes: readonly string[],
  most = 8,
): number[] {
  const sought = plain(words);
  if (!sought) return [];
  const begins: number[] = [];
  const holds: number[] = [];
  for (let unit = 0; unit < names.length && begins.length < most; unit++) {
    const name = plain(names[unit]!);
    if (name.startsWith(sought) || codes[unit]!.toLowerCase().startsWith(sought)) begins.push(unit);
    else if (holds.length < most && name.includes(sought)) holds.push(unit);
  }
  return [...begins, ...holds].slice(0, most);
}

function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .trim();
}

/** Offer what matches in a list under the field; `go` with what is chosen. */
export function startSearch(
  field: HTMLInputElement,
  list: HTMLElement,
  names: readonly string[],
  codes: readonly string[],
  go: (unit: number) => void,
): void {
  const offer = (): void => {
    const found = find(field.value, names, codes);
    list.replaceChildren(...found.map((unit) => choice(unit, names[unit]!, codes[unit]!)));
    list.hidden = found.length === 0;
  };
  const take = (button: HTMLElement | null): void => {
    if (!button) return;
    go(Number(button.dataset["unit"]));
    field.value = "";
    list.hidden = true;
  };
  field.addEventListener("input", offer);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") take(list.querySelector<HTMLElement>("[data-unit]"));
    if (event.key === "Escape") list.hidden = true;
    if (event.key === "ArrowDown") list.querySelector<HTMLElement>("[data-unit]")?.focus();
    if (["Enter", "Escape", "ArrowDown"].includes(event.key)) event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    take((event.target as Element).closest<HTMLElement>("[data-unit]"));
  });
}

function choice(unit: number, name: string, code: string): HTMLElement {
  const [item, button, small] = ["li", "button", "small"].map((tag) => document.createElement(tag));
  (button as HTMLButtonElement).type = "button";
  button!.dataset["unit"] = String(unit);
  small!.textContent = code;
  button!.append(name, small!);
  item!.append(button!);
  return item!;
}
