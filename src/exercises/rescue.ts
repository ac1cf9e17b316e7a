import { leaky } from "../network/activation";
import { twoSpirals } from "../network/datasets";
import { frozen } from "../network/frozen";
import { accuracy, type Network, network, train } from "../network/network";
import { describe } from "./judge";
import { whatHappened, withTimeLimit } from "./time-limit";

/** Networks of eight narrow ReLU layers that are born dead: they answer the same to each input. */
const BORN_DEAD = [5, 8, 13];

/** Judges a function that makes networks learn again which were born dead, without other weights. */
export function judgeRescue(answer: unknown): string {
  if (typeof answer !== "function") {
    return `not yet: the answer to rescue is a function, and this is ${describe(answer)}`;
  }
  const data = twoSpirals({ samples: 100, turns: 0.75, noise: 0.05, seed: 1 });
  const shares: number[] = [];
  for (const seed of BORN_DEAD) {
    const widths = [2, ...new Array(8).fill(4)];
    const dead = network({ widths, activation: leaky(0), seed });
    const weights = dead.parameters.slice();
    let net: unknown;
    try {
      net = withTimeLimit(() => answer(dead));
    } catch (error) {
      return `not yet: ${answer.name} ${whatHappened(error)}`;
    }
    if (!isNetwork(net)) {
      const hint = net === undefined ? "\nHint: it returns nothing; is a return missing?" : "";
      return `not yet: ${answer.name} gives ${describe(net)}, expected a network${hint}`;
    }
    if (
      net.parameters.length !== weights.length ||
      net.parameters.some((value, i) => value !== weights[i])
    ) {
      return `not yet: ${answer.name} gives a network with other weights\nHint: withActivation keeps them`;
    }
    const share = frozen(net, data);
    if (share === 1) {
      return `not yet: no unit of the network gets a gradient, as before\nHint: which activation has a slope below 0, too?`;
    }
    train(net, data, { epochs: 500, rate: 0.02 });
    shares.push(accuracy(net, data));
  }
  const least = Math.min(...shares);
  return least > 0.9
    ? `right: ${shares.length} networks that were dead learn, and get at least ${Math.round(100 * least)} % of two spirals right`
    : `not yet: after 500 epochs one of the networks gets only ${Math.round(100 * least)} % right`;
}

function isNetwork(value: unknown): value is Network {
  return typeof value === "object" && value !== null && "parameters" in value && "layers" in value;
}
