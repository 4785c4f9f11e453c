// The map island: starts every map of the page. Loaded as a module by pages that have one.
import { startMap } from "./map/island.ts";
import { forEvery } from "./page/inserted.ts";

forEvery<HTMLElement>(document, "[data-map]", (root) => void startMap(root));
