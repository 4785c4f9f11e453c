// What draws the map: MapLibre where there is WebGL, else a plain canvas.

import type { MultiLineString } from "geojson";
import type { Box, Geometry } from "./geometry.ts";

export interface Name {
  text: string;
  lon: number;
  lat: number;
}

export interface Theme {
  paper: string;
  around: string;
  ink: string;
  accent: string;
  line: string;
  font: string;
}

export interface Renderer {
  /** Gets the pointer events. */
  readonly surface: HTMLElement;
  /**
   * Colour every unit, then show; settles when the picture is on the screen. `sizes` multiply the
   * radius of units that are points.
   */
  start(colours: readonly string[], sizes?: readonly number[]): Promise<void>;
  recolour(units: Iterable<number>, colour: (unit: number) => string): void;
  mark(units: Iterable<number>, selected: boolean): void;
  hover(unit: number | undefined): void;
  seams(lines: MultiLineString): void;
  names(names: readonly Name[]): void;
  accounts(url: string | undefined): void;
  theme(theme: Theme): void;
  /** Whether dragging pans. */
  pannable(on: boolean): void;
  project(lon: number, lat: number): [x: number, y: number];
  unproject(x: number, y: number): [lon: number, lat: number];
  fit(box: Box): void;
  zoomBy(steps: number): void;
  panBy(x: number, y: number): void;
  resize(): void;
  picture(): Promise<HTMLCanvasElement>;
}

export type MakeRenderer = (
  place: HTMLElement,
  geometry: Geometry,
  theme: Theme,
  workerUrl: string,
) => Renderer;

export function hasWebgl(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}

export function themeOf(element: Element): Theme {
  const style = getComputedStyle(element);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return {
    paper: value("--map-paper"),
    around: value("--map-around"),
    ink: value("--map-ink"),
    accent: value("--map-accent"),
    line: value("--map-line"),
    font: value("--map-font"),
  };
}
