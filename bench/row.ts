/** A measured number with its unit. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
}

/** One promise, measured. */
export interface Line {
  /** What is promised, with its bound. */
  readonly promise: string;
  readonly ours: Figure;
  /** The peer measured in the same run, or the bound where nobody else does the same. */
  readonly peer: Figure & { readonly name: string };
  /** Ours over the peer's. The promise says which side of 1 is the good one. */
  readonly ratio: number;
  readonly pass: boolean;
  /** State, parts and conditions that belong to the number. */
  readonly notes: readonly string[];
}

/** One file under `rows/`: some promises that are measured together. */
export interface Row {
  measure(): Promise<readonly Line[]>;
}
