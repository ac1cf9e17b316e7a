/* What this file says to the browser goes there as text: it may use nothing from elsewhere. */

/** What is used of Plotly. */
interface Plotly {
  newPlot(box: HTMLElement, data: object[], layout: object, config: object): Promise<unknown>;
  Plots: { resize(box: HTMLElement): void };
}

/** The page, in which Plotly may be, or be on its way. */
type PlotlyWindow = Window & { Plotly?: Plotly; leakyReluPlotly?: Promise<Plotly> };

/**
 * Draws a chart into an element of the page that runs it: a notebook, or an exported page.
 *
 * It takes the Plotly that the page has, or else loads `plotly.js-dist-min` from the Jupyter
 * server that shows the page: beside the kernel's description, where the set-up puts it, or from
 * `node_modules` in a folder above the open notebook. When there is none, the picture that is in
 * the element stays.
 *
 * It is sent to the browser as text (`draw.toString()`).
 */
export async function draw(
  box: HTMLElement,
  chart: { data: object[]; layout: { height: number }; config: object },
): Promise<void> {
  const page: PlotlyWindow = window;

  async function load(): Promise<Plotly> {
    if (page.Plotly) return page.Plotly;
    const server = document.getElementById("jupyter-config-data");
    if (!server) throw new Error("no Plotly in this page");
    const { baseUrl } = JSON.parse(server.textContent ?? "");
    // …/lab/tree/FOLDER/NAME.ipynb, also of another workspace; Notebook 7: …/notebooks/FOLDER/…
    const place = page.location.pathname.slice(baseUrl.length);
    const [, path = ""] =
      /^(?:(?:lab|doc)(?:\/workspaces\/[^/]+)?\/tree|notebooks)\/(.*\/)/.exec(place) ?? [];
    const above = path.split("/").map((_, depth, names) => names.slice(0, depth).join("/"));
    for (const url of [
      "kernelspecs/tslab/plotly.min.js",
      ...above.map((dir) => `files/${dir}/node_modules/plotly.js-dist-min/plotly.min.js`),
    ]) {
      const script = document.createElement("script");
      script.src = baseUrl + url.replace("//", "/");
      const tried = new Promise((resolve) => {
        script.onload = resolve;
        script.onerror = resolve;
      });
      document.head.append(script);
      await tried;
      if (page.Plotly) return page.Plotly;
    }
    throw new Error("no Plotly on this server");
  }

  page.leakyReluPlotly ??= load();
  try {
    const Plotly = await page.leakyReluPlotly;
    // What is below it does not jump.
    box.style.minHeight = `${chart.layout.height}px`;
    box.setAttribute("role", "figure");
    box.setAttribute("aria-label", box.querySelector("img")?.alt ?? box.textContent?.trim() ?? "");
    box.replaceChildren();
    await Plotly.newPlot(box, chart.data, chart.layout, chart.config);
    // A screen reader has the name, and no heap of numbers from the axes.
    for (const svg of box.querySelectorAll(".main-svg")) svg.setAttribute("aria-hidden", "true");
    new ResizeObserver(() => box.offsetWidth && Plotly.Plots.resize(box)).observe(box);
  } catch (error) {
    delete page.leakyReluPlotly;
    console.warn(`The chart stays a still picture: ${error}`);
  }
}
