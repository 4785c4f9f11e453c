// Where things are on a plain canvas: Mercator, a scale and an origin.

import type { MultiLineString } from "geojson";
import type { Area, Box } from "./geometry.ts";

const PADDING_PX = 24;
const WIDEST = 256;
const CLOSEST = 512 * 2 ** 14;
const FITTED = 512 * 2 ** 11;

export class Camera {
  /** Pixels in the width of the world. */
  scale = 1000;
  origin: [x: number, y: number] = [0, 0];

  project(lon: number, lat: number): [number, number] {
    return this.place(mercator(lon, lat));
  }

  place([u, v]: readonly [number, number]): [number, number] {
    return [(u - this.origin[0]) * this.scale, (v - this.origin[1]) * this.scale];
  }

  unproject(x: number, y: number): [number, number] {
    const [u, v] = [x / this.scale + this.origin[0], y / this.scale + this.origin[1]];
    return [u * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - 2 * v))) * 180) / Math.PI];
  }

  fit([west, south, east, north]: Box, width: number, height: number): void {
    const [left, top] = mercator(west, north);
    const [right, bottom] = mercator(east, south);
    const across = (width - 2 * PADDING_PX) / (right - left);
    const along = (height - 2 * PADDING_PX) / (bottom - top);
    this.scale = Math.min(across, along, FITTED);
    this.origin = [
      (left + right - width / this.scale) / 2,
      (top + bottom - height / this.scale) / 2,
    ];
  }

  /** Double the scale `steps` times; what is at x, y stays there. */
  zoom(steps: number, x: number, y: number): void {
    const before = this.scale;
    this.scale = Math.min(Math.max(before * 2 ** steps, WIDEST), CLOSEST);
    this.origin[0] += x / before - x / this.scale;
    this.origin[1] += y / before - y / this.scale;
  }

  pan(x: number, y: number): void {
    this.origin[0] += x / this.scale;
    this.origin[1] += y / this.scale;
  }
}

/** Web Mercator, the world being 1 wide and 1 high. */
export function mercator(lon: number, lat: number): [number, number] {
  const angle = (Math.min(Math.max(lat, -85), 85) * Math.PI) / 180;
  return [(lon + 180) / 360, (1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2];
}

export function pathOf(area: Area): Path2D {
  const path = new Path2D();
  for (const ring of area.flat()) {
    path.moveTo(...mercator(ring[0]!, ring[1]!));
    for (let at = 2; at < ring.length; at += 2) path.lineTo(...mercator(ring[at]!, ring[at + 1]!));
    path.closePath();
  }
  return path;
}

export function linesOf(lines: MultiLineString): Path2D {
  const path = new Path2D();
  for (const line of lines.coordinates) {
    line.forEach(([lon, lat], at) => {
      const [x, y] = mercator(lon!, lat!);
      if (at === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    });
  }
  return path;
}
