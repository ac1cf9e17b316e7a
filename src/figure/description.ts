import { control } from "../browser/slider";
import { escapeHtml } from "./escape";
import type { Bundle } from "./mime-bundle";
import type { Figure } from "./types";

/**
 * In JupyterLab's dark theme the charts are darkened by the browser, picture and live chart alike:
 * a chart takes no notice of the theme, and drawing it anew would need the kernel.
 */
const DARK = [".js-plotly-plot", ".leaky-relu-figure > img"].map(
  (chart) =>
    `body[data-jp-theme-light="false"] .jp-OutputArea-child:has(+ .jp-OutputArea-child ` +
    `.leaky-relu-words) ${chart}`,
);

/**
 * What follows a chart, as a Jupyter output of its own: its summary, folded; a control for the
 * keyboard where the chart has a slider; and its look in the dark theme. JupyterLab's Plotly
 * extension shows nothing but the drawing, so none of this could stand in the chart's own output.
 */
export function words(figure: Figure): Bundle {
  const { sliders } = figure.layout;
  const script = `<script>
(${control.toString()})(document.currentScript.parentElement);
</script>`;
  return {
    "text/html": `<details class="leaky-relu-words">
<summary>This chart in words${sliders ? ", and its slider for the keyboard" : ""}</summary>
<p>${escapeHtml(figure.summary)}</p>
<style>${DARK.join(", ")} { filter: invert(0.93) hue-rotate(180deg); }</style>
${sliders ? script : ""}</details>`,
    "text/plain": figure.summary,
  };
}
