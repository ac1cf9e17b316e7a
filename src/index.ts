export { alphaSlider } from "./alpha-slider";
export { arange } from "./arange";
export { type Attributes, type Figure, figure, type Numbers } from "./figure";
export { ALPHA, derivativeLeakyRelu, leakyRelu, withAlpha } from "./leaky-relu";
export { line } from "./line";
export { show } from "./show";
