// Marks on a plain canvas, in pixels: dots, gathered accounts, names.

import type { FeatureCollection, Point } from "geojson";
import { mercator } from "./camera.ts";
import { load } from "./server.ts";

type Place = readonly [x: number, y: number];

const BIN_PX = 34;
const SMALLEST = 0.5;
const LARGEST = 3;

export interface Bin {
  /** Mean place of what was gathered. */
  x: number;
  y: number;
  count: number;
}

/** Accounts of a GeoJSON file, in Web Mercator. */
export async function placesOf(url: string): Promise<Place[]> {
  const { features } = await load<FeatureCollection<Point>>(url);
  return features.map(({ geometry: { coordinates: [lon, lat] } }) => mercator(lon!, lat!));
}

/** Gather places by squares of the screen. */
export function gathered(places: readonly Place[]): Bin[] {
  const bins = new Map<string, Bin>();
  for (const [x, y] of places) {
    const key = `${Math.floor(x / BIN_PX)} ${Math.floor(y / BIN_PX)}`;
    const bin = bins.get(key) ?? { x: 0, y: 0, count: 0 };
    bins.set(key, { x: bin.x + x, y: bin.y + y, count: bin.count + 1 });
  }
  return [...bins.values()].map(({ x, y, count }) => ({ x: x / count, y: y / count, count }));
}

export function radiusOf(count: number): number {
  return count === 1 ? 3 : Math.min(6 + Math.log2(count), BIN_PX / 2);
}

/** What multiplies the radius of each circle: areas grow with the values, the smallest are seen. */
export function sizesOf(values: readonly number[]): number[] {
  const most = values.reduce((best, value) => Math.max(best, value), 0);
  return values.map((value) => Math.max(SMALLEST, LARGEST * Math.sqrt(Math.max(value, 0) / most || 0)));
}

export function dot(
  pen: CanvasRenderingContext2D,
  [x, y]: Place,
  radius: number,
  colour: string,
  rim?: string,
): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fillStyle = colour;
  pen.fill();
  if (!rim) return;
  [pen.strokeStyle, pen.lineWidth] = [rim, 2];
  pen.stroke();
}

export function write(pen: CanvasRenderingContext2D, text: string, [x, y]: Place, font: string): void {
  pen.font = `500 12px ${font}`;
  [pen.textAlign, pen.lineWidth, pen.lineJoin] = ["center", 3, "round"];
  pen.strokeStyle = "rgb(255 255 255 / 85%)";
  pen.strokeText(text, x, y);
  pen.fillStyle = "#15202b";
  pen.fillText(text, x, y);
}
