/** Plotly's sequential colour scale "plasma": the template's default for heat maps. */
const PLASMA = [
  "#0d0887",
  "#46039f",
  "#7201a8",
  "#9c179e",
  "#bd3786",
  "#d8576b",
  "#ed7953",
  "#fb9f3a",
  "#fdca26",
  "#f0f921",
].map((color, i) => [i / 9, color] as const);

/** The colours of successive traces in Plotly Express: blue, red, green, purple, … */
export const COLORWAY = [
  "#636efa",
  "#EF553B",
  "#00cc96",
  "#ab63fa",
  "#FFA15A",
  "#19d3f3",
  "#FF6692",
  "#B6E880",
  "#FF97FF",
  "#FECB52",
] as const;

const AXIS = {
  automargin: true,
  gridcolor: "white",
  linecolor: "white",
  ticks: "",
  title: { standoff: 15 },
  zerolinecolor: "white",
  zerolinewidth: 2,
} as const;

/**
 * The look of Plotly Express: those parts of Plotly for Python's default template, `plotly`,
 * that the chart types of these notebooks use. Every value is that template's own.
 *
 * @see https://plotly.com/python/templates/
 */
export const TEMPLATE = {
  data: {
    heatmap: [{ type: "heatmap", colorbar: { outlinewidth: 0, ticks: "" }, colorscale: PLASMA }],
  },
  layout: {
    annotationdefaults: { arrowcolor: "#2a3f5f", arrowhead: 0, arrowwidth: 1 },
    autotypenumbers: "strict",
    colorscale: { sequential: PLASMA, sequentialminus: PLASMA },
    colorway: COLORWAY,
    font: { color: "#2a3f5f" },
    hoverlabel: { align: "left" },
    hovermode: "closest",
    paper_bgcolor: "white",
    plot_bgcolor: "#E5ECF6",
    shapedefaults: { line: { color: "#2a3f5f" } },
    title: { x: 0.05 },
    xaxis: AXIS,
    yaxis: AXIS,
  },
} as const;
