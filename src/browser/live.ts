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

  let asked = 0; // the width for which the extension was last asked to draw
  const look = () => {
    const picture = output.querySelector<HTMLImageElement>(".jp-RenderedPlotly > img");
    if (!picture) return;
    const chart = picture.parentElement as HTMLElement;
    if (picture.alt !== name) picture.alt = name;
    const drawn = chart.querySelector(".main-svg");
    if (drawn) {
      chart.setAttribute("role", "img");
      chart.setAttribute("aria-label", name);
    }
    // The extension draws the chart, anew if need be, as wide as it is now.
    const stale = drawn
      ? Math.abs(drawn.getBoundingClientRect().width - chart.clientWidth) > 1
      : picture.getAttribute("src");
    if (!stale || chart.clientWidth === asked) return;
    asked = chart.clientWidth;
    if (asked > 0) picture.dispatchEvent(new MouseEvent("mouseenter"));
  };
  new MutationObserver(look).observe(output, { childList: true, subtree: true });
  new ResizeObserver(look).observe(output);
}
