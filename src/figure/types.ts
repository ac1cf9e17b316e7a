/** Numbers for an axis: a plain array, where null is a gap, or any typed array that Plotly reads. */
export type Numbers =
  | readonly (number | null)[]
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | Uint8ClampedArray;

/** A JSON object with Plotly's attributes; numbers may stand in it as typed arrays. */
// biome-ignore lint/suspicious/noExplicitAny: Plotly's schema takes seconds to type-check
export type Attributes = { [attribute: string]: any };

/** A chart: what Plotly draws, and a sentence for those who cannot see it. */
export interface Figure {
  /** The traces, as in Plotly: https://plotly.com/javascript/reference/ */
  data: Attributes[];
  /** Axes, titles, controls and look. */
  layout: Attributes;
  /** What the chart shows, in words: the alternative text of its picture. */
  summary: string;
  /** Draws the chart below the notebook cell that runs. */
  show(): void;
}
