/* What this file says to the browser goes there as text: it may use nothing from elsewhere. */

/**
 * Looks after the chart in the output before this element, where JupyterLab's Plotly extension
 * draws it:
 *
 * - A chart that was saved comes back as a still picture, which the extension makes live when the
 *   mouse enters it. This sends that event at once.
 * - The extension does not see that the chart's width has changed while it was hidden. This does.
 * - The chart, picture or live, gets its name for screen readers.
 *
 * It is sent to the browser as text (`keepLive.toString()`).
 *
 * @param box - an element of the output after the chart's
 * @param name - what the chart shows, in words
 */
export function keepLive(box: HTMLElement, name: string): void {
  const output = box.closest(".jp-OutputArea-child")?.previousElementSibling;
  if (!output) return;

  let [width, tries] = [0, 0]; // the width for which the extension was asked to draw, how often
  const look = () => {
    const picture = output.querySelector<HTMLImageElement>(".jp-RenderedPlotly > img");
    if (!picture) return;
    const chart = picture.parentElement as HTMLElement;
    picture.alt = name;
    const drawn = chart.querySelector(".main-svg");
    if (drawn) {
      chart.setAttribute("role", "figure");
      chart.setAttribute("aria-label", name);
      // A screen reader has the name, and no heap of numbers from the axes.
      for (const svg of chart.querySelectorAll(".main-svg"))
        svg.setAttribute("aria-hidden", "true");
    }
    // The extension draws the chart, anew if need be, as wide as it is now.
    const stale = drawn
      ? Math.abs(drawn.getBoundingClientRect().width - chart.clientWidth) > 1
      : picture.getAttribute("src");
    if (!stale || chart.clientWidth === 0) return;
    tries = chart.clientWidth === width ? tries + 1 : 1;
    width = chart.clientWidth;
    // It may have been busy with another width. What it cannot draw at all stays as it is.
    if (tries <= 3) picture.dispatchEvent(new MouseEvent("mouseenter"));
  };
  let timer = 0;
  const lookSoon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(look, 100);
  };
  lookSoon();
  new MutationObserver(lookSoon).observe(output, { childList: true, subtree: true });
  new ResizeObserver(lookSoon).observe(output);
}
