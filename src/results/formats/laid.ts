/** A table as texts, column by column: what a format writes. */
export interface Laid {
  readonly title: string;
  readonly headings: readonly string[];
  readonly columns: readonly (readonly string[])[];
  /** Which columns are numbers: they stand at the right. */
  readonly numeric: readonly boolean[];
  readonly notes: readonly string[];
}
