// biome-ignore-all lint/style/noNonNullAssertion: `!` says that the index lies inside the array
import { withAlpha } from "../leaky-relu";
import { scaleSides } from "../leaky-relu-array";
import { exp, tanh as tanhOf } from "./elementary";

/** An activation function for the hidden units of a `network`: its name, f, f′ and its gain. */
export interface Activation {
  /** What charts and tables call it */
  readonly name: string;
  /** f(z) of one number */
  readonly f: (z: number) => number;
  /** f′(z) of one number; where f has a bend, the slope that training uses there */
  readonly df: (z: number) => number;
  /**
   * How wide the first weights are spread: their variance is gain² / (number of inputs). A signal
   * of mean square 1 keeps it if gain² times the mean of f(z)² is 1; for Leaky ReLU that holds for
   * every size. Where f(0) = 0, a small signal nearly keeps its size if gain · f′(0) is 1.
   */
  readonly gain: number;
  /** A faster way to write f(z) of each element into `out`, with the same bits */
  readonly forward?: (z: Float64Array, out: Float64Array) => void;
  /** A faster way to multiply each element of `gradient` by f′(z), where `out` is f(z) */
  readonly backward?: (z: Float64Array, out: Float64Array, gradient: Float64Array) => void;
}

/**
 * An activation of your own, from f and its derivative, which `network` can train with.
 *
 * @param options.f - from one number to one number
 * @param options.df - the derivative of f; {@link checkDerivative} says whether it is
 * @param options.gain - how wide the first weights are spread; unless given, the number for which
 *   gain² times the mean of f(z)² is 1, where z is normally distributed with variance 1; it does
 *   not make every f keep the size of a signal over many layers
 * @throws TypeError when f or df is no function from number to number
 * @throws RangeError when the gain is not above 0 and finite
 * @example
 * const square = activation({ name: "square", f: (z) => z * z, df: (z) => 2 * z });
 * square.gain.toFixed(4); // "0.5774", which is 1 / √3: the mean of z⁴ is 3
 * @see He et al., arXiv 1502.01852: the argument for that gain
 */
export function activation(options: {
  name: string;
  f: (z: number) => number;
  df: (z: number) => number;
  gain?: number;
}): Activation {
  const { name, f, df } = options;
  for (const [part, call] of Object.entries({ f, df })) {
    const isFunction = typeof call === "function";
    const value: unknown = isFunction ? call(1) : undefined;
    if (typeof value !== "number") {
      const given = isFunction ? `${part}(1) gives ${value}` : `${part} is ${call}`;
      throw new TypeError(`activation "${name}": ${given}; it must turn a number into a number`);
    }
  }
  const gain = options.gain ?? 1 / Math.sqrt(meanSquare(f));
  if (!(gain > 0 && gain < Infinity)) {
    throw new RangeError(
      `activation "${name}": the gain is ${gain}; it must be above 0 and finite`,
    );
  }
  return { name, f, df, gain };
}

/** The mean of f(z)² for a normally distributed z with variance 1, as a sum over small steps. */
function meanSquare(f: (z: number) => number): number {
  let [sum, weights] = [0, 0];
  for (let i = -2000; i <= 2000; i++) {
    const z = i / 200;
    const weight = exp((-z * z) / 2);
    sum += weight * f(z) ** 2;
    weights += weight;
  }
  return sum / weights;
}

/**
 * Says whether f′ of an activation is the slope of its f, or where it is not.
 *
 * It measures the slope by the central difference at points from −5 to 5 that are no whole numbers
 * and no halves, so that a bend there does no harm.
 *
 * @returns one line
 * @example
 * checkDerivative({ ...tanh, df: (z) => 1 - z * z }); // "not yet: tanh: f′(-4.8) gives -22.04, …
 */
export function checkDerivative({ name, f, df }: Activation): string {
  const h = 1e-5;
  for (let i = -10; i < 10; i++) {
    const z = i / 2 + 0.2;
    const [slope, quotient] = [df(z), (f(z + h) - f(z - h)) / (2 * h)];
    if (!(Math.abs(slope - quotient) <= 1e-6 * Math.max(1, Math.abs(quotient)))) {
      return `not yet: ${name}: f′(${z}) gives ${slope}, but f rises there by ${quotient.toFixed(6)} per step of 1`;
    }
  }
  return `right: f′ of ${name} is the slope of f at 20 points from -5 to 5`;
}

/**
 * Leaky ReLU with the slope `alpha` for z < 0; 0 gives ReLU, 1 the identity. At z = 0, where there
 * is no derivative, the slope counts as `alpha`, as in PyTorch.
 *
 * @throws RangeError when `alpha` is not a finite number
 * @see He et al., arXiv 1502.01852: the gain √(2 / (1 + α²)), with which ½ (1 + α²) gain² is 1
 */
export function leaky(alpha: number): Required<Activation> {
  if (!Number.isFinite(alpha)) {
    throw new RangeError(`leaky(${alpha}): alpha must be a finite number`);
  }
  const slopes = Float64Array.of(alpha, 1);
  return {
    name: alpha === 0 ? "ReLU" : alpha === 1 ? "identity" : "Leaky ReLU",
    f: withAlpha(alpha).leakyRelu,
    df: (z) => (z > 0 ? 1 : alpha),
    gain: Math.sqrt(2 / (1 + alpha * alpha)),
    forward: (z, out) => scaleSides(z, slopes, out),
    backward(z, _out, gradient) {
      for (let i = 0; i < z.length; i++) gradient[i]! *= slopes[Number(z[i]! > 0)]!;
    },
  };
}

/**
 * tanh, with the gain 1: its slope at 0 is 1, so a small signal keeps its size. A large one shrinks.
 *
 * @see LeCun et al., "Efficient BackProp", 1998: variance 1 / (number of inputs)
 */
export const tanh: Required<Activation> = {
  name: "tanh",
  f: tanhOf,
  df: (z) => 1 - tanhOf(z) * tanhOf(z),
  gain: 1,
  forward(z, out) {
    for (let i = 0; i < z.length; i++) out[i] = tanhOf(z[i]!);
  },
  backward(_z, out, gradient) {
    for (let i = 0; i < out.length; i++) gradient[i]! *= 1 - out[i]! * out[i]!;
  },
};

/**
 * 1 / (1 + e⁻ᶻ), with the gain 4: its slope at 0 is 1/4, so a small change keeps its size where z is
 * near 0. In deep networks z is not near 0, and changes shrink.
 *
 * @see Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
 *   networks", 2010
 */
export const sigmoid: Required<Activation> = {
  name: "sigmoid",
  f: (z) => 1 / (1 + exp(-z)),
  df: (z) => sigmoid.f(z) * (1 - sigmoid.f(z)),
  gain: 4,
  forward(z, out) {
    for (let i = 0; i < z.length; i++) out[i] = 1 / (1 + exp(-z[i]!));
  },
  backward(_z, out, gradient) {
    for (let i = 0; i < out.length; i++) gradient[i]! *= out[i]! * (1 - out[i]!);
  },
};

/** Writes f(z) of each element into `out`. */
export function applyForward({ f, forward }: Activation, z: Float64Array, out: Float64Array): void {
  if (forward) forward(z, out);
  else for (let i = 0; i < z.length; i++) out[i] = f(z[i]!);
}

/** Multiplies each element of `gradient` by f′(z), where `out` is f(z). */
export function applyBackward(
  { df, backward }: Activation,
  z: Float64Array,
  out: Float64Array,
  gradient: Float64Array,
): void {
  if (backward) backward(z, out, gradient);
  else for (let i = 0; i < z.length; i++) gradient[i]! *= df(z[i]!);
}
