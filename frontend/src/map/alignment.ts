// Which unit is whose, and what each territory adds up to: plain arrays, changed in place.

import type { Measure, State } from "./contract.ts";

export interface Standing {
  value: number;
  /** Relative deviation from the target; none where there is no target. */
  deviation: number | undefined;
  beyond: boolean;
}

export class Alignment {
  readonly indexOf = new Map<string, number>();
  readonly labels: Int32Array;
  locked: Set<number>;
  private readonly slots = new Map<number, number>();
  private readonly totals: Float64Array[];
  private readonly counts: Int32Array;

  constructor(readonly state: State) {
    state.units.forEach((code, unit) => this.indexOf.set(code, unit));
    state.territories.forEach((territory, slot) => this.slots.set(territory.number, slot));
    this.labels = Int32Array.from(state.labels);
    this.locked = new Set(state.locked);
    this.counts = new Int32Array(state.territories.length + 1);
    this.totals = state.measures.map(() => new Float64Array(state.territories.length + 1));
    this.labels.forEach((label, unit) => this.add(unit, label, 1));
  }

  private slot(label: number): number {
    return this.slots.get(label) ?? this.state.territories.length;
  }

  private add(unit: number, label: number, sign: number): void {
    const slot = this.slot(label);
    this.counts[slot]! += sign;
    this.state.measures.forEach((measure, at) => {
      this.totals[at]![slot]! += sign * (measure.values[unit] ?? 0);
    });
  }

  /** Give units to a territory, locked ones excepted; tell which changed. */
  give(units: Iterable<number>, territory: number): number[] {
    const changed = [...units].filter(
      (unit) => this.labels[unit] !== territory && !this.fixed(unit),
    );
    for (const unit of changed) this.put(unit, territory);
    return changed;
  }

  /** Whether a unit may not move: itself or its territory is locked. */
  fixed(unit: number): boolean {
    const slot = this.slots.get(this.labels[unit] ?? 0);
    const territory = slot === undefined ? undefined : this.state.territories[slot];
    return this.locked.has(unit) || territory?.locked === true;
  }

  /** Write a label whatever is locked: the server decided. */
  put(unit: number, territory: number): void {
    this.add(unit, this.labels[unit] ?? 0, -1);
    this.labels[unit] = territory;
    this.add(unit, territory, 1);
  }

  relock(units: Iterable<number>): void {
    this.locked = new Set(units);
  }

  count(territory: number): number {
    return this.counts[this.slot(territory)] ?? 0;
  }

  standing(territory: number, measure: Measure): Standing {
    const slot = this.slot(territory);
    const value = this.totals[this.state.measures.indexOf(measure)]?.[slot] ?? 0;
    const target = measure.targets?.[slot];
    const deviation = target ? value / target - 1 : undefined;
    const beyond =
      deviation !== undefined && Math.abs(deviation) > (measure.tolerance ?? Infinity) + 1e-12;
    return { value, deviation, beyond };
  }
}
