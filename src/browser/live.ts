/* What this file says to the browser goes there as text: it may use nothing from elsewhere. */

/**
 * Looks after the chart in the output before this element. It says in `data-below` which widths the
 * chart does not reach, for the style sheet: a container query would do, but in a cell that
 * JupyterLab has out of view Chromium 156 may apply neither it nor the chart's new width, ever.
 *
 * Where JupyterLab's Plotly extension draws the chart, there is more to do:
 *
 * - A chart that was saved comes back as a still picture, which the extension makes live when the
 *   mouse enters it. This sends that event at once.
 * - The extension does not see that the chart's width has changed while it was hidden. This does.
 * - Each time the extension has drawn a chart, it writes a picture into the notebook, so that one
 *   that was only opened counts as changed. It writes none of a chart whose `offsetWidth` is 0, and
 *   with this every chart says so.
 * - The chart, picture or live, gets its name for screen readers.
 *
 * It is sent to the browser as text (`keepLive.toString()`).
 *
 * @param box - an element of the output after the chart's
 * @param name - what the chart shows, in words
 */
export function keepLive(box: HTMLElement, name: string): void {
  const output = box.closest(".jp-OutputArea-child")?.previousElementSibling;
  // JupyterLab may run this again for the same output.
  if (!output || output.hasAttribute("data-below")) return;

  // The chart's width, that for which the extension was asked to draw, and how often it was.
  let [width, asked, tries] = [0, 0, 0];
  const look = () => {
    const picture = output.querySelector<HTMLImageElement>(".jp-RenderedPlotly > img");
    if (!picture) return;
    const chart = picture.parentElement as HTMLElement;
    picture.alt = name;
    const drawn = chart.querySelector(".main-svg");
    if (drawn) {
      chart.role = "figure";
      chart.ariaLabel = name;
      // A screen reader has the name, and no heap of numbers from the axes.
      for (const svg of chart.querySelectorAll(".main-svg"))
        svg.setAttribute("aria-hidden", "true");
    }
    // The extension draws the chart, anew if need be, as wide as it is now.
    const stale = drawn ? Math.abs(drawn.getBoundingClientRect().width - width) > 1 : picture.src;
    if (!stale) asked = 0;
    if (!stale || width === 0) return;
    tries = width === asked ? tries + 1 : 1;
    asked = width;
    // It may have been busy with another width. What it cannot draw at all stays as it is.
    if (tries <= 3) picture.dispatchEvent(new MouseEvent("mouseenter"));
  };
  let timer = 0;
  const lookSoon = () => {
    // At once, as the chart is drawn with these texts. It is looked at when Plotly, which waits for
    // a tenth of a second before it changes a width, has had its time.
    const chart = output.querySelector(".jp-RenderedPlotly");
    if (chart) Object.defineProperty(chart, "offsetWidth", { value: 0 });
    width = (chart ?? output.querySelector(".leaky-relu-figure"))?.clientWidth ?? 0;
    output.setAttribute("data-below", `${[560, 480, 380, 300].filter((each) => each > width)}`);
    clearTimeout(timer);
    timer = window.setTimeout(look, 150);
  };
  lookSoon();
  new MutationObserver(lookSoon).observe(output, { childList: true, subtree: true });
  new ResizeObserver(lookSoon).observe(output);
}
