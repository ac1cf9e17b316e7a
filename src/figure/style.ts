/** A chart of this project in a page: the output before the one with its words. */
const CHART = ".jp-OutputArea-child:has(+ .jp-OutputArea-child .leaky-relu-words)";

/**
 * The dark look of the charts below an element. Plotly writes its colours into the drawing, and
 * drawing it anew would need the kernel; a style sheet reaches picture and live chart alike. The
 * curves get brighter, but for maps: their colours are data.
 *
 * @param within - the selector of that element
 */
export function dark(within: string): string {
  return `${within} ${CHART} {
.leaky-relu-figure > img { filter: invert(0.93) hue-rotate(180deg); }
.main-svg { background: transparent !important; }
:is(.bglayer .bg, .point[style*='fill: rgb(229, 236, 246)'], .slider-rail-rect) { fill: #1d2330 !important; }
:is(.slider-tick-rect, .slider-grip-rect) { fill: #aab6cc !important; }
:is(.slider-rail-rect, .slider-grip-rect) { stroke: #aab6cc !important; }
.gridlayer path { stroke: #3b465c !important; }
.zerolinelayer path { stroke: #66738c !important; }
:is(.infolayer, .xaxislayer-above, .yaxislayer-above) text:is([style*='rgb(42, 63, 95)'], .legendtext) { fill: #e8ecf4 !important; }
.annotation-text { filter: brightness(1.7); }
.legend .bg { fill: transparent !important; }
.js-plotly-plot:not(:has(.heatmaplayer image, .contourlayer path)) :is(.scatterlayer, .boxlayer, .legend .layers, .gl-canvas) { filter: brightness(1.6); }
}`;
}

/**
 * The look of charts and their words in a page, as far as Plotly does not draw it. It is one line, as
 * a notebook file keeps each line of each chart's HTML as a string of its own.
 */
export const STYLE = `
${CHART} {
.js-plotly-plot { max-width: 960px; }
.js-plotly-plot:not(:hover) .modebar { visibility: hidden; }
&[data-below*='560'] .modebar { display: none; }
&[data-below*='480'] { .annotation-text { font-size: 11px !important; } .xtick > text { font-size: 10px !important; } }
&[data-below*='380'] { .gtitle { font-size: 13px !important; } .annotation-text { font-size: 10px !important; } }
&[data-below*='300'] :is(.gtitle, .annotation-text) { font-size: 9px !important; }
}
.leaky-relu-words { margin-left: 6px; }
.leaky-relu-words label { display: block; margin: 0.75em 0; }
${dark('body[data-jp-theme-light="false"]')}
`.replaceAll("\n", "");
