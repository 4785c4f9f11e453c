// What the pointer does: pan, pick, draw a lasso or a rectangle, paint.

import { rectangle } from "./region.ts";

export type Tool = "pan" | "rectangle" | "lasso" | "paint";
type Point = [x: number, y: number];

export interface Actions {
  /** The pointer is over a place, or left the map. */
  over(point: Point | undefined): void;
  pick(point: Point, adding: boolean): void;
  /** A region was drawn: a flat ring in pixels. */
  region(ring: number[], adding: boolean): void;
  /** The brush passed along here; `done` when it was lifted. */
  paint(points: Point[], done: boolean): void;
}

const CLICK_PX = 4;

export class Tools {
  tool: Tool = "pan";
  private path: Point[] = [];
  private down = false;

  constructor(
    surface: HTMLElement,
    private readonly sheet: HTMLCanvasElement,
    private readonly actions: Actions,
  ) {
    surface.addEventListener("pointerdown", (event) => this.begin(event));
    surface.addEventListener("pointermove", (event) => this.follow(event));
    surface.addEventListener("pointerup", (event) => this.end(event));
    surface.addEventListener("pointercancel", () => this.cancel());
    surface.addEventListener("pointerleave", () => this.actions.over(undefined));
  }

  private at(event: PointerEvent): Point {
    const box = this.sheet.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private begin(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary) return;
    this.down = true;
    this.actions.over(undefined);
    this.path = [this.at(event)];
    if (this.tool === "paint") this.actions.paint(this.path, false);
    if (this.tool !== "pan") (event.currentTarget as Element).setPointerCapture(event.pointerId);
  }

  private follow(event: PointerEvent): void {
    const here = this.at(event);
    if (!this.down) {
      this.actions.over(here);
      return;
    }
    const last = this.path[this.path.length - 1]!;
    this.path.push(here);
    if (this.tool === "paint") this.actions.paint(between(last, here), false);
    else if (this.tool !== "pan") this.draw();
  }

  private end(event: PointerEvent): void {
    if (!this.down) return;
    const here = this.at(event);
    const [path, adding] = [[...this.path, here], event.shiftKey || event.ctrlKey || event.metaKey];
    this.cancel();
    if (this.tool === "paint") this.actions.paint([], true);
    else if (still(path)) this.actions.pick(here, adding);
    else if (this.tool !== "pan") this.actions.region(this.ring(path), adding);
  }

  /** Forget the stroke that was begun. */
  cancel(): void {
    this.down = false;
    this.path = [];
    this.sheet.getContext("2d")?.clearRect(0, 0, this.sheet.width, this.sheet.height);
  }

  private ring(path: Point[]): number[] {
    const [x0, y0] = path[0]!;
    const [x1, y1] = path[path.length - 1]!;
    return this.tool === "rectangle" ? rectangle(x0, y0, x1, y1) : path.flat();
  }

  private draw(): void {
    const pen = this.sheet.getContext("2d");
    if (!pen) return;
    const [width, height] = [this.sheet.clientWidth, this.sheet.clientHeight];
    const scale = window.devicePixelRatio;
    [this.sheet.width, this.sheet.height] = [width * scale, height * scale];
    pen.scale(scale, scale);
    const ring = this.ring(this.path);
    pen.beginPath();
    for (let at = 0; at < ring.length; at += 2) pen.lineTo(ring[at]!, ring[at + 1]!);
    pen.closePath();
    const ink = getComputedStyle(this.sheet).color;
    [pen.strokeStyle, pen.fillStyle, pen.lineWidth] = [ink, ink, 1.5];
    pen.setLineDash([5, 4]);
    pen.stroke();
    pen.globalAlpha = 0.12;
    pen.fill();
  }
}

function still(path: readonly Point[]): boolean {
  const [x0, y0] = path[0]!;
  return path.every(([x, y]) => Math.hypot(x - x0, y - y0) < CLICK_PX);
}

/** Points at most 3 px apart, so that a quick brush leaves no gaps. */
export function between([x0, y0]: Point, [x1, y1]: Point): Point[] {
  const steps = Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0) / 3));
  return Array.from({ length: steps }, (_, step) => {
    const share = (step + 1) / steps;
    return [x0 + (x1 - x0) * share, y0 + (y1 - y0) * share];
  });
}
