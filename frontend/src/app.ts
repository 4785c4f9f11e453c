// Behaviour of every page: htmx, and what HTML alone cannot do. Loaded as a module from `head`.
import "./htmx.ts";
import { startChanged } from "./page/changed.ts";
import { startCountdowns } from "./page/countdowns.ts";
import { startDialogs } from "./page/dialogs.ts";
import { startKeys } from "./page/keys.ts";
import { startMeanings } from "./page/meanings.ts";
import { startMessages } from "./page/messages.ts";
import { startSelection } from "./page/selection.ts";
import { startTabs } from "./page/tabs.ts";
import { startTheme } from "./page/theme.ts";
import { startProperties } from "./page/properties.ts";

for (const start of [
  startDialogs,
  startKeys,
  startMeanings,
  startMessages,
  startSelection,
  startTabs,
  startTheme,
  startProperties,
  startChanged,
  startCountdowns,
]) {
  start(document);
}
