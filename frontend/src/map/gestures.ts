// What a gesture on the map does: show figures, select, give units away.

import type { Edits } from "./edits.ts";
import type { Hover } from "./hover.ts";
import { inRing } from "./region.ts";
import type { Selection } from "./selection.ts";
import type { Actions } from "./tools.ts";
import type { View } from "./view.ts";

type Point = [x: number, y: number];

const REACH_PX = 8;

export class Gestures implements Actions {
  private readonly painted = new Map<number, number>();
  private asked: Point | undefined;

  constructor(
    private readonly view: View,
    private readonly selection: Selection,
    private readonly edits: Edits,
    private readonly hover: Hover,
  ) {}

  private unitAt([x, y]: Point): number | undefined {
    const [lon, lat] = this.view.renderer.unproject(x, y);
    const [beside] = this.view.renderer.unproject(x + REACH_PX, y);
    return this.view.geometry.unitAt(lon, lat, beside - lon);
  }

  over(point: Point | undefined): void {
    const waiting = this.asked !== undefined;
    this.asked = point;
    if (!point) this.look(undefined);
    else if (!waiting) {
      requestAnimationFrame(() => {
        const latest = this.asked;
        this.asked = undefined;
        if (latest) this.look(latest);
      });
    }
  }

  private look(point: Point | undefined): void {
    const unit = point && this.unitAt(point);
    this.view.renderer.hover(unit);
    if (point && unit !== undefined) this.hover.show(this.view.alignment, unit, ...point);
    else this.hover.hide();
  }

  pick(point: Point, adding: boolean): void {
    const unit = this.unitAt(point);
    if (unit === undefined) {
      if (!adding) this.selection.clear();
    } else if (adding) this.selection.toggle(unit);
    else this.selection.set([unit]);
  }

  region(ring: number[], adding: boolean): void {
    const { lon, lat } = this.view.geometry;
    const inside = [...lon.keys()].filter((unit) => {
      if (Number.isNaN(lon[unit])) return false;
      const [x, y] = this.view.renderer.project(lon[unit]!, lat[unit]!);
      return inRing(x, y, ring);
    });
    if (adding) this.selection.add(inside);
    else this.selection.set(inside);
  }

  paint(points: Point[], done: boolean): void {
    const territory = this.view.legend.active;
    if (territory === undefined || !this.edits.editable) return;
    for (const point of points) {
      const unit = this.unitAt(point);
      if (unit !== undefined && !this.painted.has(unit)) this.dab(unit, territory);
    }
    if (done) this.lift(territory);
  }

  private dab(unit: number, territory: number): void {
    const before = this.view.alignment.labels[unit] ?? 0;
    if (this.edits.preview([unit], territory).length) this.painted.set(unit, before);
  }

  private lift(territory: number): void {
    const before = new Map(this.painted);
    this.painted.clear();
    if (before.size) void this.edits.commit([...before.keys()], territory, before);
  }
}
