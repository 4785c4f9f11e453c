import assert from "node:assert/strict";
import { test } from "node:test";
import { find } from "../src/map/search.ts";
import { Numbers, fill } from "../src/map/texts.ts";

const NAMES = ["Québec", "New York", "York", "Bellechasse", "Yorkton"];
const CODES = ["01", "36061", "42133", "2419", "47"];

test("names that begin with the words come first, accents do not matter", () => {
  assert.deepEqual(find("york", NAMES, CODES), [2, 4, 1]);
  assert.deepEqual(find(" QUEBEC", NAMES, CODES), [0]);
  assert.deepEqual(find("42", NAMES, CODES), [2]);
  assert.deepEqual(find("  ", NAMES, CODES), []);
  assert.deepEqual(find("york", NAMES, CODES, 2), [2, 4]);
});

test("places in a text are filled, unknown ones stay", () => {
  assert.equal(fill("{by} moved {count} of {what}", { by: "Jo", count: 3 }), "Jo moved 3 of {what}");
});

test("numbers are written in the reader's language", () => {
  assert.equal(new Numbers("en").exact(1234.56, "k$"), "1,234.6\u00a0k$");
  assert.equal(new Numbers("en").deviation(-0.0123), "\u22121.2%");
  assert.equal(new Numbers("en").brief(14_540_000), "14.5\u00a0M");
  assert.match(new Numbers("fr").brief(14_540_000), /^14,5\sM$/u);
  assert.equal(new Numbers("en").deviation(0), "0.0%");
  assert.match(new Numbers("fr").exact(1234.5), /^1\s234,5$/u);
  assert.match(new Numbers("fr").deviation(0.1), /^\+10,0\s%$/u);
});
