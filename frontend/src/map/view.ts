// Keeps the drawing and the legend in step with the alignment.

import type { Alignment } from "./alignment.ts";
import { type Colouring, byChange, byMeasure, byTerritory, limitsOf } from "./colours.ts";
import { sizesOf } from "./marks.ts";
import type { Measure } from "./contract.ts";
import type { Geometry } from "./geometry.ts";
import type { Legend } from "./legend.ts";
import type { Name, Renderer } from "./renderer.ts";

export class View {
  /** "territory", "change" or the name of a measure. */
  private by = "territory";
  private indicator: Measure | undefined;
  private waiting = false;

  constructor(
    public alignment: Alignment,
    readonly geometry: Geometry,
    readonly renderer: Renderer,
    readonly legend: Legend,
  ) {
    this.indicator = alignment.state.measures[0];
  }

  colouring(): Colouring {
    const { state } = this.alignment;
    const measure = state.measures.find((each) => each.name === this.by);
    if (measure) return byMeasure(measure, limitsOf(measure.values));
    if (this.by === "change" && state.reference) return byChange(this.alignment, state.reference);
    return byTerritory(this.alignment);
  }

  async start(): Promise<void> {
    this.legend.fill(this.alignment.state.territories);
    this.legend.show(this.alignment, this.indicator);
    this.fit(this.alignment.labels.keys(), false);
    await this.renderer.start(this.everyColour(), this.sizes());
    this.outline();
  }

  private sizes(): number[] | undefined {
    const { measures, sized } = this.alignment.state;
    const measure = measures.find((each) => each.name === sized);
    return measure && sizesOf(measure.values);
  }

  private everyColour(): string[] {
    const colour = this.colouring();
    return this.alignment.state.units.map((_, unit) => colour(unit));
  }

  colourBy(by: string): void {
    this.by = by;
    const measure = this.alignment.state.measures.find((each) => each.name === by);
    this.legend.classes(measure, measure ? limitsOf(measure.values) : []);
    this.repaint();
  }

  indicate(name: string): void {
    this.indicator = this.alignment.state.measures.find((each) => each.name === name);
    this.legend.show(this.alignment, this.indicator);
  }

  /** Another state came: show it. */
  replace(alignment: Alignment): void {
    this.alignment = alignment;
    this.indicator = alignment.state.measures.find((each) => each.name === this.indicator?.name);
    this.legend.forget();
    this.legend.fill(alignment.state.territories);
    this.repaint();
    this.changed([]);
  }

  private repaint(): void {
    this.renderer.recolour(this.alignment.labels.keys(), this.colouring());
  }

  /** These units have another label: recolour them, sum up, draw the borders soon. */
  changed(units: readonly number[]): void {
    this.renderer.recolour(units, this.colouring());
    this.legend.show(this.alignment, this.indicator);
    if (this.waiting) return;
    this.waiting = true;
    setTimeout(() => {
      this.waiting = false;
      this.outline();
    }, 60);
  }

  fit(units: Iterable<number>, whole: boolean): void {
    const box = this.geometry.box(units, whole);
    if (box) this.renderer.fit(box);
  }

  private outline(): void {
    this.renderer.seams(this.geometry.seams(this.alignment.labels));
    this.renderer.names(namesOf(this.alignment, this.geometry));
  }
}

/** Names of territories, each at the unit nearest to the middle of its units. */
export function namesOf(alignment: Alignment, geometry: Geometry): Name[] {
  const { lon, lat } = geometry;
  const members = new Map<number, number[]>();
  alignment.labels.forEach((label, unit) => {
    if (Number.isNaN(lon[unit])) return;
    const known = members.get(label);
    if (known) known.push(unit);
    else members.set(label, [unit]);
  });
  return alignment.state.territories.flatMap(({ number, name }) => {
    const own = members.get(number);
    if (!own) return [];
    const mean = (values: Float64Array): number =>
      own.reduce((sum, unit) => sum + values[unit]!, 0) / own.length;
    const [x, y] = [mean(lon), mean(lat)];
    const apart = (unit: number): number => Math.hypot(lon[unit]! - x, lat[unit]! - y);
    const middle = own.reduce((best, unit) => (apart(unit) < apart(best) ? unit : best));
    return [{ text: name, lon: lon[middle]!, lat: lat[middle]! }];
  });
}
