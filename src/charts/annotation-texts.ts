import type { Attributes } from "../figure/types";

/**
 * The texts of annotations as the layout part of a slider's step: what changes, and nothing else.
 * The first one is the name of the stop, which the slider for the keyboard reads out.
 *
 * @see https://plotly.com/javascript/plotlyjs-function-reference/#plotlyrelayout
 */
export function annotationTexts(annotations: readonly Attributes[]): { [key: string]: string } {
  return Object.fromEntries(annotations.map(({ text }, i) => [`annotations[${i}].text`, text]));
}
