import { ALPHA, withAlpha } from "../leaky-relu";
import { type Activation, checkDerivative, leaky, sigmoid, tanh } from "../network/activation";
import { twoSpirals } from "../network/datasets";
import { accuracy, network, train } from "../network/network";
import { whatHappened, withTimeLimit } from "./time-limit";

/** Judges an activation of a reader's own: a true derivative, a bend, not a known one, and it learns. */
export function judgeInvention(answer: unknown): string {
  if (!isActivation(answer)) {
    return "not yet: the answer to invent is what activation({ name, f, df }) gives";
  }
  const { name, f } = answer;
  let slopes: string;
  try {
    slopes = withTimeLimit(() => checkDerivative(answer));
  } catch (error) {
    return `not yet: ${name} ${whatHappened(error)}`;
  }
  if (!slopes.startsWith("right")) return slopes;
  const points = [-3, -2, -1, 0, 1, 2, 3];
  const same = (other: (z: number) => number) =>
    points.every((z) => Math.abs(f(z) - other(z)) < 1e-6);
  if (same((z) => f(0) + z * (f(1) - f(0)))) {
    return `not yet: ${name} is a straight line\nHint: a network of straight lines is one; let it bend`;
  }
  if (same(withAlpha(-f(-1)).leakyRelu)) {
    return `not yet: ${name} is Leaky ReLU, with the slope ${-f(-1)}\nHint: bend it in another way`;
  }
  for (const known of [tanh, sigmoid]) {
    if (same(known.f)) {
      return `not yet: ${name} is ${known.name}, which is known\nHint: stretch it, bend it, add to it`;
    }
  }
  const [own, leakys] = [answer, leaky(ALPHA)].map((activation) =>
    Math.round(100 * learned(activation)),
  );
  const compared = `${name} gets ${own} % of two spirals right, Leaky ReLU ${leakys} %`;
  return (own ?? 0) >= 90
    ? `right: ${compared} (medians of 3 networks)`
    : `not yet: ${compared}; 90 % is the goal\nHint: where is its slope 0, or very large?`;
}

function isActivation(value: unknown): value is Activation {
  return typeof value === "object" && value !== null && "f" in value && "df" in value;
}

/** The share of two spirals that networks with this activation get right, the median of three. */
function learned(activation: Activation): number {
  const data = twoSpirals({ samples: 100, turns: 0.75, noise: 0.05, seed: 1 });
  const shares = [1, 2, 3].map((seed) => {
    const net = network({ widths: [2, 8, 8], activation, seed });
    train(net, data, { epochs: 300, rate: 0.03 });
    return accuracy(net, data);
  });
  return shares.sort((a, b) => a - b)[1] ?? 0;
}
