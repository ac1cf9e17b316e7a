/* What this file says to the browser goes there as text: it may use nothing from elsewhere. */
// biome-ignore-all lint/suspicious/noExplicitAny: the page's Plotly comes without its types
declare const window: any;

/**
 * Draws a chart into an element of the page that runs it: a notebook, or an exported page.
 *
 * It takes the Plotly that the page has, or else loads `plotly.js-dist-min` from the Jupyter
 * server that shows the page: beside the kernel's description, where the set-up puts it, or from
 * `node_modules` in a folder above the open notebook. When there is none, what stood in the
 * element stays.
 *
 * It is sent to the browser as text (`draw.toString()`).
 */
export async function draw(box: HTMLElement, { data, layout, config, frames }: any): Promise<void> {
  async function load(): Promise<any> {
    if (window.Plotly) return window.Plotly;
    const server = document.getElementById("jupyter-config-data");
    if (!server) throw new Error("no Plotly in this page");
    const { baseUrl } = JSON.parse(server.textContent ?? "");
    // …/lab/tree/FOLDER/NAME.ipynb, also of another workspace; Notebook 7: …/notebooks/FOLDER/…
    const place = window.location.pathname.slice(baseUrl.length);
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
      if (window.Plotly) return window.Plotly;
    }
    throw new Error("no Plotly on this server");
  }

  window.leakyReluPlotly ??= load();
  try {
    const Plotly = await window.leakyReluPlotly;
    box.style.minHeight = `${layout.height}px`; // what stands below it does not jump
    box.replaceChildren();
    await Plotly.newPlot(box, data, layout, config);
    if (frames) await Plotly.addFrames(box, frames);
    new ResizeObserver(() => box.offsetWidth && Plotly.Plots.resize(box)).observe(box);
  } catch (error) {
    delete window.leakyReluPlotly;
    console.warn(`The chart stays a still picture: ${error}`);
  }
}
