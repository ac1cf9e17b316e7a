import { formatNumber } from "./format-number";
import type { Attributes } from "./types";

/** An axis of a picture: where a value is, in pixels, and where the axis has its ticks. */
export interface Axis {
  at(value: number): number;
  ticks: { value: number; text: string }[];
}

/**
 * An axis that shows all values, or the range that its layout names.
 *
 * @param layout - Plotly's axis: its type, "log" or not, its range and its ticks
 * @param room - what is left free at both ends, as a share of the range
 * @param from - where it begins in the picture, in pixels
 * @param to - where it ends
 */
export function axis(
  layout: Attributes,
  values: readonly number[],
  room: number,
  from: number,
  to: number,
): Axis {
  const { type, range, rangemode, tickvals, ticktext = [] } = layout;
  const scale = type === "log" ? Math.log10 : (value: number) => value;
  const [low, high] = extent([...values.map(scale), ...(rangemode === "tozero" ? [0] : [])]);
  const margin = (high - low) * room;
  const [start, end]: [number, number] = range ?? [low - margin, high + margin];
  const most = Math.abs(to - from) / 50; // ticks
  let ticks = type === "log" ? powers(start, end, most) : roundNumbers(start, end, most);
  if (tickvals) {
    ticks = Array.from(tickvals, (value: number, i) => ({
      value,
      text: String(ticktext[i] ?? value),
    }));
  }
  return {
    at: (value) => from + ((scale(value) - start) / (end - start)) * (to - from),
    ticks,
  };
}

/** The least and the largest of the finite values; a range of 2 around a single one. */
function extent(values: readonly number[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low < high) return [low, high];
  return low === high ? [low - 1, low + 1] : [0, 1];
}

/** 1, 2 or 5 times a power of ten, and its multiples within the range. */
function roundNumbers(start: number, end: number, most: number): Axis["ticks"] {
  const least = Math.abs(end - start) / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
  const ticks: Axis["ticks"] = [];
  for (let i = Math.ceil(start / step); i * step <= end; i++) {
    ticks.push({ value: i * step, text: formatNumber(i * step) });
  }
  return ticks;
}

/** Powers of ten within a range of exponents; in a short range 2 and 5 times those, too. */
function powers(start: number, end: number, most: number): Axis["ticks"] {
  const ticks: Axis["ticks"] = [];
  const every = Math.ceil((end - start) / most);
  for (let exponent = Math.floor(start); exponent <= end; exponent += every) {
    for (const factor of end - start < 2 ? [1, 2, 5] : [1]) {
      const value = factor * 10 ** exponent;
      const digits = String(exponent).replace(/./g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? "⁻");
      const power = `${factor === 1 ? "" : `${factor}·`}10${digits}`;
      const text = Math.abs(exponent) < 3 ? formatNumber(value) : power;
      if (Math.log10(value) >= start && Math.log10(value) <= end) ticks.push({ value, text });
    }
  }
  return ticks;
}
