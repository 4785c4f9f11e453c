// Fill colours: by territory, by measure in classes of equal counts, by change.

import type { Alignment } from "./alignment.ts";
import type { Measure } from "./contract.ts";

export const UNASSIGNED = "#c9ced4";
export const UNCHANGED = "#e4e7ea";
/** Sequential, light to dark, told apart by lightness alone (ColorBrewer's YlGnBu, 7 classes). */
export const SCALE = [
  "#edf8b1",
  "#c7e9b4",
  "#7fcdbb",
  "#41b6c4",
  "#1d91c0",
  "#225ea8",
  "#0c2c84",
] as const;

export type Colouring = (unit: number) => string;

export function byTerritory(alignment: Alignment): Colouring {
  const colours = new Map(alignment.state.territories.map((each) => [each.number, each.colour]));
  return (unit) => colours.get(alignment.labels[unit] ?? 0) ?? UNASSIGNED;
}

/** Units that another territory had in the reference; the rest recedes. */
export function byChange(alignment: Alignment, reference: readonly number[]): Colouring {
  const colour = byTerritory(alignment);
  return (unit) => (alignment.labels[unit] === reference[unit] ? UNCHANGED : colour(unit));
}

export function byMeasure(measure: Measure, limits: readonly number[]): Colouring {
  return (unit) => SCALE[classOf(measure.values[unit] ?? 0, limits)] ?? SCALE[0];
}

/** Upper limits of all classes but the last: equal counts, values that repeat kept together. */
export function limitsOf(values: readonly number[], classes: number = SCALE.length): number[] {
  const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  const limits = new Set<number>();
  for (let at = 1; at < classes; at++) {
    const limit = sorted[Math.floor((at * sorted.length) / classes)];
    if (limit !== undefined && limit > sorted[0]!) limits.add(limit);
  }
  return [...limits];
}

/** The class of a value: how many limits it reaches. */
export function classOf(value: number, limits: readonly number[]): number {
  return limits.filter((limit) => value >= limit).length;
}
