import { draw } from "../browser/draw";
import { escapeHtml, scriptJson } from "./escape";
import type { Figure } from "./types";

/** What a notebook keeps of one output: the same chart under several MIME types. */
export type Bundle = { [mimeType: string]: unknown };

/** Height of a chart in pixels, where its layout names none: Plotly's own default. */
const HEIGHT = 450;

/** The longest text in a chart, in characters: 100,000 take Plotly seconds to draw. */
const MAX_TEXT = 10_000;

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
 *
 * @throws RangeError when a text in the figure has more than 10,000 characters
 */
export function bundle(figure: Figure): Bundle {
  const { data, layout, frames } = JSON.parse(JSON.stringify(figure), drawable);
  const spec = { data, layout: { height: HEIGHT, ...layout }, config: {}, frames };
  return {
    "application/vnd.plotly.v1+json": spec,
    "text/html": html(spec, figure.summary),
    "text/plain": figure.summary,
  };
}

/** Lets a value pass, unless it is a text too long to draw; numbers stand in `bdata`. */
function drawable(key: string, value: unknown): unknown {
  if (typeof value === "string" && value.length > MAX_TEXT && key !== "bdata") {
    const text = `"${value.slice(0, 20)}…" has ${value.length} characters`;
    throw new RangeError(`show: the text ${text}; ${MAX_TEXT} can be drawn`);
  }
  return value;
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
