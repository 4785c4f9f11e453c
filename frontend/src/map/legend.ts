// The list beside the map: territories with their standing, or the classes of a measure.

import type { Alignment, Standing } from "./alignment.ts";
import { SCALE } from "./colours.ts";
import type { Indicator, Measure, Territory } from "./contract.ts";
import type { Numbers } from "./texts.ts";

export class Legend {
  active: number | undefined;
  private rows = new Map<number, HTMLElement>();
  private said = new Map<string, Indicator>();

  constructor(
    private readonly list: HTMLElement,
    private readonly scale: HTMLElement,
    private readonly numbers: Numbers,
    private readonly none: string,
  ) {}

  /** List the territories anew. */
  fill(territories: readonly Territory[]): void {
    const nobody = { number: 0, name: this.none, colour: "" };
    this.rows = new Map([...territories, nobody].map((each) => [each.number, rowOf(each)]));
    this.list.replaceChildren(...[...this.rows.values()].map(itemOf));
    this.activate(this.active);
  }

  activate(territory: number | undefined): void {
    this.active = territory;
    for (const [number, row] of this.rows) {
      row.setAttribute("aria-pressed", String(number === territory));
    }
  }

  /** Take the server's figures; they stand until the next change in the page. */
  hear(indicators: readonly Indicator[]): void {
    this.said = new Map(indicators.map((each) => [`${each.territory} ${each.measure}`, each]));
  }

  forget(): void {
    this.said.clear();
  }

  show(alignment: Alignment, measure: Measure | undefined): void {
    for (const [number, row] of this.rows) {
      const place = (name: string): HTMLElement => row.querySelector(`[data-part=${name}]`)!;
      place("count").textContent = this.numbers.brief(alignment.count(number));
      if (!measure) continue;
      const standing = this.standing(alignment, number, measure);
      place("value").textContent = this.numbers.brief(standing.value);
      const { deviation } = standing;
      place("deviation").textContent =
        deviation === undefined ? "" : this.numbers.deviation(deviation);
      place("deviation").classList.toggle("bad", standing.beyond);
    }
  }

  private standing(alignment: Alignment, number: number, measure: Measure): Standing {
    const own = alignment.standing(number, measure);
    const said = this.said.get(`${number} ${measure.name}`);
    if (!said) return own;
    const deviation = said.deviation;
    const tolerance = measure.tolerance ?? Infinity;
    const beyond = deviation !== undefined && Math.abs(deviation) > tolerance + 1e-12;
    return { value: said.value, deviation, beyond };
  }

  /** Show the classes of a measure, or nothing. */
  classes(measure: Measure | undefined, limits: readonly number[]): void {
    this.scale.hidden = measure === undefined;
    if (!measure) return;
    const lowest = Math.min(...measure.values);
    this.scale.replaceChildren(
      ...[lowest, ...limits].map((limit, at) => {
        const item = document.createElement("li");
        item.append(swatch(SCALE[at] ?? ""), `≥ ${this.numbers.brief(limit)}`);
        return item;
      }),
    );
  }
}

function itemOf(row: HTMLElement): HTMLElement {
  const item = document.createElement("li");
  item.append(row);
  return item;
}

function rowOf(territory: Territory): HTMLElement {
  const row = document.createElement("button");
  row.type = "button";
  row.dataset["territory"] = String(territory.number);
  const name = part("name", territory.name);
  if (territory.rep) {
    const rep = document.createElement("small");
    rep.textContent = territory.rep;
    name.append(rep);
  }
  row.append(swatch(territory.colour), name, part("count"), part("value"), part("deviation"));
  return row;
}

function part(name: string, text = ""): HTMLElement {
  const span = document.createElement("span");
  span.dataset["part"] = name;
  span.textContent = text;
  return span;
}

function swatch(colour: string): HTMLElement {
  const square = document.createElement("span");
  square.className = "swatch";
  if (colour) square.style.setProperty("--colour", colour);
  return square;
}
