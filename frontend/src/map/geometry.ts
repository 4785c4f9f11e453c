// The units in the plane: rings, anchors, what is under a point, where territories meet.

import type { Feature, MultiLineString, MultiPolygon, Polygon } from "geojson";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import type { Places } from "./contract.ts";
import { type Ring, boundsOf, centreOf, inRings } from "./region.ts";

export type Box = [west: number, south: number, east: number, north: number];
/** Polygons, each its outer ring and then its holes. */
export type Area = Ring[][];
type Shape = Polygon | MultiPolygon;

const NO_LINES: MultiLineString = { type: "MultiLineString", coordinates: [] };

export class Geometry {
  /** Area of each unit; empty for one that is a point or is not on the map. */
  readonly shapes: Area[];
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  readonly boxes: Float64Array;
  /** Zones around the units: not assigned, drawn pale. */
  readonly around: Area[] = [];
  /** Borders of states. */
  borders: MultiLineString = NO_LINES;
  private topology: Topology | undefined;
  private indexOf: Map<string, number>;

  constructor(indexOf: Map<string, number>) {
    const count = indexOf.size;
    this.indexOf = indexOf;
    this.shapes = Array.from({ length: count }, () => []);
    this.lon = new Float64Array(count).fill(NaN);
    this.lat = new Float64Array(count).fill(NaN);
    this.boxes = new Float64Array(4 * count).fill(NaN);
  }

  get areas(): boolean {
    return this.shapes.some((shape) => shape.length > 0);
  }

  addTopology(topology: Topology, layer: string): void {
    const zones = topology.objects[layer] as GeometryCollection;
    for (const zone of feature(topology, zones).features as Feature<Shape>[]) {
      const unit = this.indexOf.get(String(zone.id));
      const area = zone.geometry ? flatArea(zone.geometry) : [];
      if (unit === undefined) this.around.push(area);
      else this.addArea(unit, area);
    }
    this.topology = { ...topology, objects: { units: zones } };
    this.addBorders(topology);
  }

  /** Zones below units that are points: none of them is a unit, though it may be called like one. */
  addAround(topology: Topology, layer: string): void {
    const zones = topology.objects[layer] as GeometryCollection;
    for (const { geometry } of feature(topology, zones).features as Feature<Shape | null>[]) {
      if (geometry) this.around.push(flatArea(geometry));
    }
    this.addBorders(topology);
  }

  private addBorders(topology: Topology): void {
    const states = topology.objects["states"] as GeometryCollection | undefined;
    if (states) this.borders = mesh(topology, states, (a, b) => a !== b);
  }

  addPlaces(places: Places): void {
    places.codes.forEach((code, at) => {
      const unit = this.indexOf.get(code);
      if (unit === undefined) return;
      const cells = places.cells?.[at];
      if (cells?.length) this.addArea(
        unit,
        cells.map((ring) => [ring]),
      );
      this.lon[unit] = places.lon[at] ?? NaN;
      this.lat[unit] = places.lat[at] ?? NaN;
    });
  }

  private addArea(unit: number, area: Area): void {
    const rings = area.flat();
    this.shapes[unit] = area;
    this.boxes.set(boundsOf(rings), 4 * unit);
    [this.lon[unit], this.lat[unit]] = centreOf(rings);
  }

  /** The unit under a point; a unit without an area counts within `reach` degrees. */
  unitAt(lon: number, lat: number, reach: number): number | undefined {
    const boxes = this.boxes;
    for (let unit = 0; unit < this.shapes.length; unit++) {
      const at = 4 * unit;
      const within =
        boxes[at]! <= lon && lon <= boxes[at + 2]! && boxes[at + 1]! <= lat && lat <= boxes[at + 3]!;
      if (within && inRings(lon, lat, this.shapes[unit]!.flat())) return unit;
    }
    return this.nearest(lon, lat, reach);
  }

  private nearest(lon: number, lat: number, reach: number): number | undefined {
    const narrowing = Math.cos((lat * Math.PI) / 180);
    let best: number | undefined;
    let least = reach * reach;
    for (let unit = 0; unit < this.lon.length; unit++) {
      if (this.shapes[unit]!.length) continue;
      const x = this.lon[unit]! - lon;
      const y = (this.lat[unit]! - lat) / narrowing;
      const apart = x * x + y * y;
      if (apart <= least) [best, least] = [unit, apart];
    }
    return best;
  }

  /** Lines between units of different territories. */
  seams(labels: ArrayLike<number>): MultiLineString {
    if (!this.topology) return NO_LINES;
    const label = (id: unknown): number => labels[this.indexOf.get(String(id)) ?? -1] ?? 0;
    return mesh(
      this.topology,
      this.topology.objects["units"] as GeometryCollection,
      (one, other) => label(one.id) !== label(other.id),
    );
  }

  /** The box around units; those far off the others only when `whole`. */
  box(units: Iterable<number>, whole: boolean): Box | undefined {
    const placed = [...units].filter((unit) => !Number.isNaN(this.lon[unit]));
    const main = whole ? placed : placed.filter(this.near(placed));
    if (!main.length) return undefined;
    const points = main.map((unit) => [this.lon[unit]!, this.lat[unit]!]);
    return boundsOf([...main.flatMap((unit) => this.shapes[unit]!.flat()), ...points]);
  }

  /** Whether a unit is within Tukey's fences of the others, twice the quartiles' distance. */
  private near(placed: number[]): (unit: number) => boolean {
    const fence = (values: Float64Array): [number, number] => {
      const sorted = placed.map((unit) => values[unit]!).sort((one, other) => one - other);
      const low = sorted[Math.floor(sorted.length / 4)]!;
      const high = sorted[Math.floor((3 * sorted.length) / 4)]!;
      return [low - 2 * (high - low), high + 2 * (high - low)];
    };
    const [west, east] = fence(this.lon);
    const [south, north] = fence(this.lat);
    return (unit) =>
      west <= this.lon[unit]! &&
      this.lon[unit]! <= east &&
      south <= this.lat[unit]! &&
      this.lat[unit]! <= north;
  }
}

function flatArea(shape: Shape): Area {
  const polygons = shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;
  return polygons.map((rings) =>
    rings.map((ring) => Float64Array.from(ring.slice(0, -1).flat())),
  );
}
