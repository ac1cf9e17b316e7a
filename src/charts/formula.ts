/**
 * The formula of Leaky ReLU, or of its derivative, with a number for α: Markdown with LaTeX, for
 * `display.markdown`. A long number is shortened to four significant digits.
 *
 * @throws RangeError when `alpha` is not a finite number
 * @example
 * display.markdown(formula(0.01)) // f(x) = x if x ≥ 0, 0.01 x if x < 0
 */
export function formula(alpha: number, of: "function" | "derivative" = "function"): string {
  if (!Number.isFinite(alpha)) {
    throw new RangeError(`formula(${alpha}): alpha must be a finite number`);
  }
  const [name, right, left] =
    of === "function" ? ["f(x)", "x", product(alpha)] : ["f'(x)", "1", number(alpha)];
  return String.raw`$$
${name} = \begin{cases}
${right} & \text{if } x \ge 0 \\
${left} & \text{if } x < 0
\end{cases}
$$`;
}

function product(alpha: number): string {
  if (alpha === 0) return "0";
  return alpha === 1 ? "x" : alpha === -1 ? "-x" : String.raw`${number(alpha)} \, x`;
}

/** 1e-7 is 10⁻⁷ in a formula, and 2.5e-7 is 2.5 · 10⁻⁷. */
function number(value: number): string {
  const [digits = "", power] = String(Number(value.toPrecision(4))).split("e");
  if (power === undefined) return digits;
  const ten = `10^{${Number(power)}}`;
  return digits === "1" ? ten : digits === "-1" ? `-${ten}` : String.raw`${digits} \cdot ${ten}`;
}
