export { arange } from "./arange";
export { activationSlider } from "./charts/activation-slider";
export { alphaSlider } from "./charts/alpha-slider";
export { formula } from "./charts/formula";
export { line } from "./charts/line";
export { type LinesOptions, lines } from "./charts/lines";
export { median } from "./charts/median";
export { trainingMaps } from "./charts/training-maps";
export { type ExerciseName, exercise, score } from "./exercises/exercise";
export { progress } from "./experiments/progress";
export { type Sweep, sweep } from "./experiments/sweep";
export { timePerElement } from "./experiments/time-per-element";
export { tower } from "./experiments/tower";
export { enough, wins } from "./experiments/wins";
export { figure } from "./figure/figure";
export { show } from "./figure/show";
export type { Attributes, Figure, Numbers } from "./figure/types";
export { ALPHA, derivativeLeakyRelu, leakyRelu, withAlpha } from "./leaky-relu";
export { derivativeLeakyReluArray, leakyReluArray } from "./leaky-relu-array";
export {
  type Activation,
  activation,
  checkDerivative,
  leaky,
  sigmoid,
  tanh,
} from "./network/activation";
export { type Dataset, twoSpirals } from "./network/datasets";
export { epochsTo } from "./network/epochs-to";
export { frozen, frozenUnits, isDead } from "./network/frozen";
export { leakyTwin } from "./network/leaky-twin";
export {
  accuracy,
  backpropagate,
  type Network,
  network,
  type Pass,
  predict,
  train,
  trainer,
  withActivation,
} from "./network/network";
export { random } from "./network/random";
export { signalSizes } from "./network/signal-sizes";
export { sparsity } from "./network/sparsity";
