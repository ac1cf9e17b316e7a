export { arange } from "./arange";
export { alphaSlider } from "./charts/alpha-slider";
export { decisionMaps } from "./charts/decision-maps";
export { line } from "./charts/line";
export { median, spread } from "./charts/spread";
export { check } from "./exercises/check";
export { type ExerciseName, exercise, score } from "./exercises/exercise";
export { progress } from "./exercises/progress";
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
export { frozen } from "./network/frozen";
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
