/** A number for a sentence: at most four significant digits, and a true minus sign. */
export function formatNumber(value: number): string {
  return String(Number(value.toPrecision(4))).replace(/^-/, "−");
}
