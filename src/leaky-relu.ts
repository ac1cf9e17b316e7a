/**
 * The slope α of the walkthrough for x < 0: e⁻² = 0.1353352832366127.
 *
 * It lies between the 0.01 of Maas, Hannun and Ng (ICML 2013) and the 1/5.5 that Xu et al.
 * (arXiv 1505.00853) found better, and it is large enough for the bend at 0 to be seen.
 */
export const ALPHA = Math.exp(-2);

/**
 * Leaky ReLU with the slope {@link ALPHA}: x where x ≥ 0, αx where x < 0.
 *
 * It reads its first argument only, so `x.map(leakyRelu)` is right. For another slope use
 * {@link withAlpha}. NaN gives NaN; −0 gives −0.
 *
 * @example
 * leakyRelu(3); // 3
 * leakyRelu(-10); // -1.353352832366127
 * @see Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic
 *   models", ICML 2013
 */
export function leakyRelu(x: number): number {
  return x >= 0 ? x : ALPHA * x;
}

/**
 * The derivative of {@link leakyRelu}: 1 where x ≥ 0, {@link ALPHA} where x < 0.
 *
 * At 0 the function has a bend and no derivative. The value 1 chosen there is one of its
 * subgradients, which are all of [α, 1]; JAX chooses it too, PyTorch and TensorFlow choose α.
 * NaN gives NaN.
 *
 * @example
 * derivativeLeakyRelu(0); // 1
 * derivativeLeakyRelu(-1e-14); // 0.1353352832366127
 */
export function derivativeLeakyRelu(x: number): number {
  return x >= 0 ? 1 : x < 0 ? ALPHA : Number.NaN;
}

/**
 * Leaky ReLU and its derivative for a slope of your own.
 *
 * @param alpha - the slope for x < 0; 0 gives ReLU, 1 the identity
 * @throws RangeError when `alpha` is not a finite number
 * @example
 * const { leakyRelu, derivativeLeakyRelu } = withAlpha(0.01);
 * leakyRelu(-10); // -0.1
 */
export function withAlpha(alpha: number): {
  leakyRelu: (x: number) => number;
  derivativeLeakyRelu: (x: number) => number;
} {
  if (!Number.isFinite(alpha)) {
    throw new RangeError(`withAlpha(${alpha}): alpha must be a finite number`);
  }
  return {
    leakyRelu: (x) => (x >= 0 ? x : alpha * x),
    derivativeLeakyRelu: (x) => (x >= 0 ? 1 : x < 0 ? alpha : Number.NaN),
  };
}
