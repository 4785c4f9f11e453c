// What the server and the island say to each other. README.md tells it in words.

export interface Territory {
  number: number;
  name: string;
  colour: string;
  rep?: string;
  locked?: boolean;
}

export interface Measure {
  name: string;
  label: string;
  unit?: string;
  /** One value per unit. */
  values: number[];
  /** One target per territory, in the order of `territories`. */
  targets?: number[];
  /** Allowed relative deviation from the target. */
  tolerance?: number;
}

export interface State {
  revision: number;
  units: string[];
  names: string[];
  /** Number of the territory of each unit; 0 means none. */
  labels: number[];
  /** Labels to compare with, such as today's alignment. */
  reference?: number[];
  /** Indices of the units that stay where they are. */
  locked: number[];
  territories: Territory[];
  measures: Measure[];
  /** The measure that circles of units grow with, where they are points. */
  sized?: string;
  undo?: boolean;
  redo?: boolean;
}

export interface Move {
  revision: number;
  units: string[];
  territory: number;
}

export interface Indicator {
  territory: number;
  measure: string;
  value: number;
  deviation?: number;
}

export interface Answer {
  revision: number;
  changed: { units: string[]; labels: number[] };
  locked?: number[];
  indicators?: Indicator[];
  warnings?: string[];
  undo?: boolean;
  redo?: boolean;
}

export interface Conflict {
  revision: number;
  by: string;
  at: string;
}

/** Places of units: a point each, or cells of flat rings [x, y, x, y…]. */
export interface Places {
  codes: string[];
  lon: number[];
  lat: number[];
  cells?: number[][][];
}
