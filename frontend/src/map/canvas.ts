// The map on a plain canvas, where there is no WebGL: same methods, Mercator, paths kept.

import type { MultiLineString } from "geojson";
import { Camera, linesOf, pathOf } from "./camera.ts";
import { followPointer } from "./drag.ts";
import { dot, gathered, placesOf, radiusOf, write } from "./marks.ts";
import type { Box, Geometry } from "./geometry.ts";
import type { MakeRenderer, Name, Renderer, Theme } from "./renderer.ts";

export const makeCanvas: MakeRenderer = (place, geometry, theme) =>
  new CanvasRenderer(place, geometry, theme);

const DOT_PX = 3.5;

export class CanvasRenderer implements Renderer {
  readonly surface = document.createElement("canvas");
  private readonly pen = this.surface.getContext("2d")!;
  private readonly shapes: (Path2D | undefined)[];
  private readonly around = new Path2D();
  private borders = new Path2D();
  private edges = new Path2D();
  private labels: readonly Name[] = [];
  private points: readonly (readonly [x: number, y: number])[] = [];
  private colours: string[] = [];
  private sizes: readonly number[] = [];
  private readonly selected = new Set<number>();
  private hovered: number | undefined;
  private readonly camera = new Camera();
  private waiting = false;
  private panning = true;

  constructor(
    private readonly place: HTMLElement,
    private readonly geometry: Geometry,
    private look: Theme,
  ) {
    place.append(this.surface);
    this.shapes = geometry.shapes.map((area) => (area.length ? pathOf(area) : undefined));
    for (const area of geometry.around) this.around.addPath(pathOf(area));
    this.borders = linesOf(geometry.borders);
    this.resize();
    followPointer(this.surface, this.camera, {
      panning: () => this.panning,
      moved: () => this.later(),
    });
  }

  async start(colours: readonly string[], sizes: readonly number[] = []): Promise<void> {
    this.colours = [...colours];
    this.sizes = sizes;
    this.draw();
  }

  recolour(units: Iterable<number>, colour: (unit: number) => string): void {
    for (const unit of units) this.colours[unit] = colour(unit);
    this.later();
  }

  mark(units: Iterable<number>, selected: boolean): void {
    for (const unit of units) {
      if (selected) this.selected.add(unit);
      else this.selected.delete(unit);
    }
    this.later();
  }

  hover(unit: number | undefined): void {
    if (unit === this.hovered) return;
    this.hovered = unit;
    this.later();
  }

  seams(lines: MultiLineString): void {
    this.edges = linesOf(lines);
    this.later();
  }

  names(names: readonly Name[]): void {
    this.labels = names;
    this.later();
  }

  accounts(url: string | undefined): void {
    this.points = [];
    this.later();
    if (!url) return;
    void placesOf(url).then((places) => {
      this.points = places;
      this.later();
    });
  }

  theme(theme: Theme): void {
    this.look = theme;
    this.later();
  }

  pannable(on: boolean): void {
    this.panning = on;
  }

  project(lon: number, lat: number): [number, number] {
    return this.camera.project(lon, lat);
  }

  unproject(x: number, y: number): [number, number] {
    return this.camera.unproject(x, y);
  }

  fit(box: Box): void {
    this.camera.fit(box, this.place.clientWidth, this.place.clientHeight);
    this.later();
  }

  zoomBy(steps: number): void {
    this.camera.zoom(steps, this.place.clientWidth / 2, this.place.clientHeight / 2);
    this.later();
  }

  panBy(x: number, y: number): void {
    this.camera.pan(x, y);
    this.later();
  }

  resize(): void {
    const dots = window.devicePixelRatio;
    const { width, height } = this.surface;
    [this.surface.width, this.surface.height] = [
      this.place.clientWidth * dots,
      this.place.clientHeight * dots,
    ];
    const [wider, higher] = [this.surface.width - width, this.surface.height - height];
    this.camera.pan(-wider / dots / 2, -higher / dots / 2);
    this.later();
  }

  async picture(): Promise<HTMLCanvasElement> {
    this.draw();
    return this.surface;
  }

  private later(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    this.waiting = false;
    const { pen, look } = this;
    const dots = window.devicePixelRatio;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = look.paper;
    pen.fillRect(0, 0, this.surface.width, this.surface.height);
    const scale = this.camera.scale * dots;
    const [x, y] = this.camera.origin;
    pen.setTransform(scale, 0, 0, scale, -x * scale, -y * scale);
    pen.lineJoin = "round";
    pen.fillStyle = look.around;
    pen.fill(this.around, "evenodd");
    this.stroke(this.around, look.paper, 0.5, 1);
    this.shapes.forEach((shape, unit) => shape && this.drawShape(shape, unit));
    this.stroke(this.borders, look.ink, 0.7, 0.35);
    this.stroke(this.edges, look.ink, 1.4, 0.85);
    for (const unit of this.selected) this.outline(unit, 2);
    if (this.hovered !== undefined) this.outline(this.hovered, 2);
    pen.setTransform(dots, 0, 0, dots, 0, 0);
    this.drawPoints();
  }

  /** What keeps its size whatever the scale. */
  private drawPoints(): void {
    const { lon, lat, shapes } = this.geometry;
    const { ink, paper, accent, font } = this.look;
    for (const unit of lon.keys()) {
      if (shapes[unit]!.length || Number.isNaN(lon[unit])) continue;
      const marked = this.selected.has(unit) || this.hovered === unit;
      const place = this.camera.project(lon[unit]!, lat[unit]!);
      const radius = DOT_PX * (this.sizes[unit] ?? 1);
      dot(this.pen, place, radius, this.colours[unit]!, marked ? accent : undefined);
    }
    for (const { x, y, count } of gathered(this.points.map((point) => this.camera.place(point)))) {
      dot(this.pen, [x, y], radiusOf(count), ink, paper);
    }
    for (const { text, lon: x, lat: y } of this.labels) {
      write(this.pen, text, this.camera.project(x, y), font);
    }
  }

  private drawShape(shape: Path2D, unit: number): void {
    this.pen.fillStyle = this.colours[unit] ?? this.look.around;
    this.pen.fill(shape, "evenodd");
    this.stroke(shape, this.look.line, 0.3, 1);
    if (!this.selected.has(unit)) return;
    this.pen.globalAlpha = 0.35;
    this.pen.fillStyle = this.look.accent;
    this.pen.fill(shape, "evenodd");
    this.pen.globalAlpha = 1;
  }

  private outline(unit: number, width: number): void {
    const shape = this.shapes[unit];
    if (shape) this.stroke(shape, this.look.accent, width, 1);
  }

  private stroke(path: Path2D, colour: string, width: number, opacity: number): void {
    this.pen.globalAlpha = opacity;
    this.pen.strokeStyle = colour;
    this.pen.lineWidth = width / this.camera.scale;
    this.pen.stroke(path);
    this.pen.globalAlpha = 1;
  }
}
