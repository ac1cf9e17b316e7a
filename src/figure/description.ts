import { keepLive } from "../browser/live";
import { addSlider } from "../browser/slider";
import { escapeHtml, scriptJson, scriptText } from "./escape";
import type { Bundle } from "./mime-bundle";
import { STYLE } from "./style";
import type { Figure } from "./types";

/**
 * What follows a chart, as a Jupyter output of its own: its summary, folded; a slider for the
 * keyboard where the chart has one; and what keeps the chart live and gives it its look in the
 * page. JupyterLab's Plotly extension shows nothing but the drawing, so none of this could be in
 * the chart's own output. In an untrusted notebook only the summary is left.
 */
export function description(figure: Figure): Bundle {
  const { summary } = figure;
  const { sliders } = figure.layout;
  const scripts = [`(${scriptText(keepLive)})(box, ${scriptJson(summary)});`];
  if (sliders) scripts.push(`(${scriptText(addSlider)})(box);`);
  return {
    "text/html": `<details class="leaky-relu-words">
<summary>This chart in words</summary>
<p>${escapeHtml(summary)}</p>
<style>${STYLE}</style>
<script>
{
const box = document.currentScript.parentElement;
${scripts.join("\n")}
}
</script>
</details>`,
    "text/plain": summary,
  };
}
