import { draw } from "./draw";
import { escapeHtml, scriptJson } from "./escape";
import type { Figure } from "./figure";

/** What a notebook keeps of one output: the same chart under several MIME types. */
export type Bundle = { [mimeType: string]: unknown };

/** Height of a chart in pixels, where its layout names none: Plotly's own default. */
const HEIGHT = 450;

/**
 * The chart as a Jupyter output, in three forms. A front end shows the richest one it knows:
 *
 * 1. `application/vnd.plotly.v1+json`, drawn by JupyterLab's Plotly extension and by VS Code;
 * 2. `text/html`, which finds `plotly.js-dist-min` on the Jupyter server and draws with it;
 *    until then, and where no script may run, it shows the summary, or a picture of the chart in
 *    a committed notebook;
 * 3. `text/plain`, the summary.
 *
 * There is no `image/png`: beside it the extension starts with the still picture. Neither is
 * `config.responsive` set: the extension would fold the chart up at the first slider step.
 */
export function bundle(figure: Figure): Bundle {
  const { data, layout, frames } = JSON.parse(JSON.stringify(figure));
  const spec = { data, layout: { height: HEIGHT, ...layout }, config: {}, frames };
  return {
    "application/vnd.plotly.v1+json": spec,
    "text/html": html(spec, figure.summary),
    "text/plain": figure.summary,
  };
}

function html(spec: { layout: { height: number } }, summary: string): string {
  const text = escapeHtml(summary);
  return `<div class="leaky-relu-figure" role="group" aria-label="${text}">
<p>${text}</p>
</div>
<script>
(${draw.toString()})(document.currentScript.previousElementSibling, ${scriptJson(spec)});
</script>`;
}
