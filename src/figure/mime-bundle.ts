import { draw } from "../browser/draw";
import { escapeHtml, scriptJson, scriptText } from "./escape";
import { picture, WIDTH } from "./picture";
import { TEMPLATE } from "./template";
import type { Attributes, Figure } from "./types";

/** What a notebook keeps of one output: the same chart under several MIME types. */
export type Bundle = { [mimeType: string]: unknown };

/** Height of a chart in pixels, where its layout names none: Plotly's own default. */
const HEIGHT = 450;

/** The longest text in a chart, in characters: 100,000 take Plotly seconds to draw. */
const MAX_TEXT = 10_000;

/** The edge of a slider's parts: 3 : 1 and more on the paper, where Plotly's own has 1.7. */
const EDGE = "#5b6b8c";

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
 *    until then, and where no script may run, it shows a still picture of the chart;
 * 3. `text/plain`, the summary.
 *
 * There is no `image/png`: beside it the extension starts with the still picture. Neither is
 * `config.responsive` set: the extension would fold the chart up at the first slider step.
 *
 * @throws RangeError when a text in the figure has more than 10,000 characters
 */
export function bundle(figure: Figure): Bundle {
  const { data, layout } = JSON.parse(JSON.stringify(figure), drawable);
  const { template } = figure.layout;
  if (template === TEMPLATE && data.every(isOneColour)) {
    const { colorscale, ...look } = layout.template.layout;
    layout.template = { layout: look };
  }
  const spec = { data, layout: forScreen(layout), config: CONFIG };
  return {
    "application/vnd.plotly.v1+json": spec,
    "text/html": html(spec, figure),
    "text/plain": figure.summary,
  };
}

/** Whether a trace can do without the template's colour scales, which are half of the template. */
function isOneColour({ type, marker }: Attributes): boolean {
  return ["scatter", "scattergl", "box"].includes(type) && typeof marker?.color !== "object";
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
 * A layout with what it leaves open about the screen: height, margins, a title in lines that fit,
 * room for a note above the plot. A finger that swipes over the chart scrolls the page, so dragging
 * does not zoom.
 */
function forScreen(layout: Attributes): Attributes & { height: number } {
  const { title, sliders, annotations = [], margin = {} } = layout;
  const text: string = title?.text ?? "";
  const lines = text.includes("<") ? [text] : wrap(text);
  const above = annotations.some(({ y, yanchor }: Attributes) => yanchor === "bottom" && y > 1);
  const top = (text ? 32 + 22 * lines.length : 20) + (above ? 22 : 0);
  // Plotly Express asks for 60 pixels of nothing above a chart without a title.
  const t = margin.t === undefined || (margin.t === 60 && !text) ? top : margin.t;
  const place = { y: 1, yanchor: "top", pad: { t: 18 } };
  // Else, where both axes begin at a tick, the names of these two are on each other.
  const xAxes = Object.entries(layout)
    .filter(([name]) => name.startsWith("xaxis"))
    .map(([name, axis]) => [name, { ticklabelstandoff: 6, ...axis }]);
  return {
    height: HEIGHT,
    dragmode: false,
    ...layout,
    ...Object.fromEntries(xAxes),
    ...(sliders && {
      sliders: sliders.map((slider: object) => ({ bordercolor: EDGE, ...slider })),
    }),
    ...(text && { title: { ...place, ...title, text: lines.join("<br>") } }),
    margin: { l: 60, r: 20, b: 50, ...margin, t },
  };
}

/** A text in as few lines as fit, about equally long, broken between words. */
function wrap(text: string): string[] {
  const fewest = broken(text, TITLE_LINE).length;
  let length = TITLE_LINE;
  while (length > 1 && broken(text, length - 1).length === fewest) length--;
  return broken(text, length);
}

function broken(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= length) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * A picture of the figure, or its summary where there is none; and the script that replaces it. The
 * picture is in base64: a user saw GitHub show such SVG (activeviam/atoti-notebooks#425).
 */
function html(spec: { layout: { height: number } }, figure: Figure): string {
  const summary = escapeHtml(figure.summary);
  const svg = picture(figure);
  const source = `data:image/svg+xml;base64,${Buffer.from(svg ?? "").toString("base64")}`;
  return `<div class="leaky-relu-figure">
${svg ? `<img alt="${summary}" src="${source}" width="${WIDTH}">` : `<p>${summary}</p>`}
</div>
<script>
(${scriptText(draw)})(document.currentScript.previousElementSibling, ${scriptJson(spec)});
</script>`;
}
