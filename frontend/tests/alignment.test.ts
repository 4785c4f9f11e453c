import assert from "node:assert/strict";
import { test } from "node:test";
import { Alignment } from "../src/map/alignment.ts";
import type { State } from "../src/map/contract.ts";

function state(): State {
  return {
    revision: 1,
    units: ["a", "b", "c", "d"],
    names: ["A", "B", "C", "D"],
    labels: [1, 1, 2, 0],
    locked: [1],
    territories: [
      { number: 1, name: "One", colour: "#111111" },
      { number: 2, name: "Two", colour: "#222222" },
    ],
    measures: [{ name: "m", label: "M", values: [10, 20, 30, 40], targets: [25, 40], tolerance: 0.2 }],
  };
}

function totals(alignment: Alignment): number[] {
  const measure = alignment.state.measures[0]!;
  return [0, 1, 2].map((territory) => alignment.standing(territory, measure).value);
}

test("totals follow every move", () => {
  const alignment = new Alignment(state());
  assert.deepEqual(totals(alignment), [40, 30, 30]);
  assert.deepEqual(alignment.give([0, 3], 2), [0, 3]);
  assert.deepEqual(totals(alignment), [0, 20, 80]);
  assert.deepEqual([0, 1, 2].map((territory) => alignment.count(territory)), [0, 1, 3]);
});

test("locked units and units of locked territories stay", () => {
  const given = state();
  given.territories[1]!.locked = true;
  const alignment = new Alignment(given);
  assert.deepEqual(alignment.give([0, 1, 2, 3], 0), [0]);
  alignment.relock([]);
  assert.deepEqual(alignment.give([1], 0), [1]);
});

test("what the server decided is written whatever is locked", () => {
  const alignment = new Alignment(state());
  alignment.put(1, 2);
  assert.deepEqual(totals(alignment), [40, 10, 50]);
});

test("a deviation beyond the tolerance is told, one at it is not", () => {
  const alignment = new Alignment(state());
  const measure = alignment.state.measures[0]!;
  assert.deepEqual(alignment.standing(1, measure), { value: 30, deviation: 30 / 25 - 1, beyond: false });
  assert.equal(alignment.standing(2, measure).beyond, true);
  assert.equal(alignment.standing(0, measure).deviation, undefined);
});

test("a long sequence of moves leaves the sums of a fresh count", () => {
  const alignment = new Alignment(state());
  for (let step = 0; step < 1000; step++) alignment.put((step * 7) % 4, (step * 5) % 3);
  const fresh = new Alignment({ ...state(), labels: [...alignment.labels] });
  assert.deepEqual(totals(alignment), totals(fresh));
});
