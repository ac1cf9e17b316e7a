import { draw } from "../browser/draw";
import { escapeHtml, scriptJson, scriptText } from "./escape";
import type { Attributes, Figure } from "./types";

/** What a notebook keeps of one output: the same chart under several MIME types. */
export type Bundle = { [mimeType: string]: unknown };

/** Height of a chart in pixels, where its layout names none: Plotly's own default. */
const HEIGHT = 450;

/** The longest text in a chart, in characters: 100,000 take Plotly seconds to draw. */
const MAX_TEXT = 10_000;

/** A title has at most this many characters in a line, so that it fits on a phone. */
const TITLE_LINE = 40;

/**
 * The buttons that do something on these charts. Plotly's own list offers to upload the chart to a
 * cloud, and to select points, which nothing here reads.
 */
const CONFIG = {
  displaylogo: false,
  modeBarButtons: [["zoomIn2d", "zoomOut2d", "resetScale2d", "toImage"]],
  showSendToCloud: false,
};

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
  const { data, layout } = JSON.parse(JSON.stringify(figure), drawable);
  const spec = { data, layout: forScreen(layout), config: CONFIG };
  return {
    "application/vnd.plotly.v1+json": spec,
    "text/html": html(spec, figure.summary),
    "text/plain": figure.summary,
  };
}

/** Lets a value pass, unless it is a text too long to draw; numbers are in `bdata`. */
function drawable(key: string, value: unknown): unknown {
  if (typeof value === "string" && value.length > MAX_TEXT && key !== "bdata") {
    const text = `"${value.slice(0, 20)}…" has ${value.length} characters`;
    throw new RangeError(`show: the text ${text}; ${MAX_TEXT} can be drawn`);
  }
  return value;
}

/**
 * A layout with what it leaves open about the screen: height, margins, a title in lines that fit.
 * A finger that swipes over the chart scrolls the page, so dragging does not zoom.
 */
function forScreen(layout: Attributes): Attributes & { height: number } {
  const { title, margin = {} } = layout;
  const text: string = title?.text ?? "";
  const lines = text.includes("<") ? [text] : wrap(text);
  const top = text ? 28 + 22 * lines.length : 20;
  // Plotly Express asks for 60 pixels of nothing above a chart without a title.
  const t = margin.t === undefined || (margin.t === 60 && !text) ? top : margin.t;
  const place = { y: 1, yanchor: "top", pad: { t: 14 } };
  return {
    height: HEIGHT,
    dragmode: false,
    ...layout,
    ...(text && { title: { ...place, ...title, text: lines.join("<br>") } }),
    margin: { l: 60, r: 20, b: 50, ...margin, t },
  };
}

/** A text in lines, broken between words. */
function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= TITLE_LINE) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function html(spec: { layout: { height: number } }, summary: string): string {
  const text = escapeHtml(summary);
  return `<div class="leaky-relu-figure" role="group" aria-label="${text}">
<p>${text}</p>
</div>
<script>
(${scriptText(draw)})(document.currentScript.previousElementSibling, ${scriptJson(spec)});
</script>`;
}
