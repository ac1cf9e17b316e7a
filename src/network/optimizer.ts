// biome-ignore-all lint/style/noNonNullAssertion: `!` says that the index lies inside the array

/** Moves the parameters a step against the gradient, in place. */
export type Optimizer = (parameters: Float64Array, gradient: Float64Array) => void;

/** The ways to go downhill, by name. */
export type OptimizerName = keyof typeof OPTIMIZERS;

const OPTIMIZERS = { sgd, momentum, adam };

/**
 * An optimizer for `size` parameters.
 *
 * @param name - "sgd" steps along the gradient; "momentum" along a sum of all gradients so far,
 *   in which each step counts 0.9 times the next; "adam" scales each parameter's step by the
 *   size of its recent gradients
 * @param rate - the learning rate, above 0
 * @throws RangeError for an unknown name, and a rate that is not above 0 and finite
 * @see https://pytorch.org/docs/stable/optim.html; Kingma and Ba, "Adam", arXiv 1412.6980
 */
export function optimizer(name: OptimizerName, rate: number, size: number): Optimizer {
  if (!Object.hasOwn(OPTIMIZERS, name)) {
    throw new RangeError(`optimizer "${name}": it must be "sgd", "momentum" or "adam"`);
  }
  if (!(rate > 0 && rate < Infinity)) {
    throw new RangeError(`learning rate ${rate}: it must be above 0 and finite`);
  }
  return OPTIMIZERS[name](rate, size);
}

function sgd(rate: number): Optimizer {
  return (parameters, gradient) => {
    for (let i = 0; i < parameters.length; i++) parameters[i]! -= rate * gradient[i]!;
  };
}

function momentum(rate: number, size: number): Optimizer {
  const velocity = new Float64Array(size);
  return (parameters, gradient) => {
    for (let i = 0; i < size; i++) {
      velocity[i] = 0.9 * velocity[i]! + gradient[i]!;
      parameters[i]! -= rate * velocity[i]!;
    }
  };
}

/** Its running means start at 0; dividing by 1 − βᵗ after t steps undoes that bias. */
function adam(rate: number, size: number): Optimizer {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
  const mean = new Float64Array(size);
  const square = new Float64Array(size);
  let [power1, power2] = [1, 1];
  return (parameters, gradient) => {
    power1 *= beta1;
    power2 *= beta2;
    for (let i = 0; i < size; i++) {
      mean[i] = beta1 * mean[i]! + (1 - beta1) * gradient[i]!;
      square[i] = beta2 * square[i]! + (1 - beta2) * gradient[i]! * gradient[i]!;
      const spread = Math.sqrt(square[i]! / (1 - power2)) + epsilon;
      parameters[i]! -= (rate * mean[i]!) / (1 - power1) / spread;
    }
  };
}
