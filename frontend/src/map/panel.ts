// The controls that the server wrote around the map: found by attribute, absent ones are inert.

import type { Tool } from "./tools.ts";

export class Panel {
  constructor(readonly root: HTMLElement) {}

  get<Kind extends HTMLElement>(name: string): Kind {
    return this.root.querySelector<Kind>(`[data-part="${name}"]`) ?? this.spare<Kind>(name);
  }

  /** A page may leave a part out; the code behind it then writes into nothing. */
  private spare<Kind extends HTMLElement>(name: string): Kind {
    const tag = name === "sheet" ? "canvas" : name === "search" ? "input" : "div";
    return document.createElement(tag) as HTMLElement as Kind;
  }

  onClick(attribute: string, act: (value: string) => void): void {
    this.root.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>(`[${attribute}]`);
      if (button && this.root.contains(button)) act(button.getAttribute(attribute) ?? "");
    });
  }

  onChange(name: string, act: (value: string) => void): void {
    const field = this.root.querySelector<HTMLSelectElement>(`[data-part="${name}"]`);
    field?.addEventListener("change", () => act(field.value));
  }

  /** Add choices to a select; leave it out where there is nothing to choose. */
  choices(name: string, choices: readonly (readonly [value: string, label: string])[]): void {
    const field = this.root.querySelector<HTMLSelectElement>(`[data-part="${name}"]`);
    field?.append(...choices.map(([value, label]) => new Option(label, value)));
  }

  press(tool: Tool): void {
    this.root.dataset["using"] = tool;
    for (const button of this.root.querySelectorAll("[data-tool]")) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-tool") === tool));
    }
  }

  enable(action: string, enabled: boolean): void {
    for (const button of this.root.querySelectorAll<HTMLButtonElement>(`[data-do="${action}"]`)) {
      button.disabled = !enabled;
    }
  }

  say(text: string): void {
    this.get("status").textContent = text;
  }
}
