/* What this file says to the browser goes there as text: it may use nothing from elsewhere. */

/** What is used of an element in which Plotly has drawn a chart with a slider. */
interface SliderChart extends HTMLElement {
  layout: {
    sliders: [{ active?: number; steps: { args: [object, { "annotations[0].text": string }] }[] }];
  };
  on(event: "plotly_sliderchange", listener: (event: { step: { _index: number } }) => void): void;
}

/**
 * Puts a slider for the keyboard into an element, as Plotly's own slider knows only the mouse: an
 * `<input type="range">` that moves the slider of the chart in the output before this one, and
 * follows it. The screen reader hears each stop's name.
 *
 * It is sent to the browser as text (`addSlider.toString()`).
 *
 * @param box - the `<details>` that gets the slider, below its `<summary>`
 */
export function addSlider(box: HTMLElement): void {
  const output = box.closest(".jp-OutputArea-child")?.previousElementSibling;
  const summary = box.querySelector("summary");
  if (!output || !summary) return;
  const chart = () =>
    output.querySelector<SliderChart>(".js-plotly-plot:has(.slider-rail-touch-rect)");
  const waiting = new MutationObserver(attach);
  waiting.observe(output, { childList: true, subtree: true });
  attach();

  function attach(): void {
    const found = chart();
    if (!found || !summary || box.querySelector("input")) return;
    waiting.disconnect();
    summary.textContent += ", and its slider for the keyboard";
    const { active = 0, steps } = found.layout.sliders[0];
    const name = () =>
      steps[input.valueAsNumber]?.args[1]["annotations[0].text"].replace(/<[^>]*>/g, "") ?? "";

    const input = document.createElement("input");
    Object.assign(input, { type: "range", min: 0, max: steps.length - 1, value: active });
    const text = document.createElement("output");
    const label = document.createElement("label");
    label.append("By keyboard, with the arrow keys: ", input, " ", text);
    // JupyterLab's own shortcuts leave these keys alone.
    input.setAttribute("data-lm-suppress-shortcuts", "true");
    summary.after(label);

    const tell = () => {
      text.textContent = name();
      input.setAttribute("aria-valuetext", name());
    };
    tell();
    input.addEventListener("input", () => {
      const rail = chart()?.querySelector(".slider-rail-touch-rect");
      if (!rail) return;
      const { left, top, width, height } = rail.getBoundingClientRect();
      const clientX = left + (width * (input.valueAsNumber + 0.5)) / steps.length;
      const at = { bubbles: true, view: window, clientX, clientY: top + height / 2 };
      rail.dispatchEvent(new MouseEvent("mousedown", at));
      chart()?.dispatchEvent(new MouseEvent("mouseup", at));
    });
    found.on("plotly_sliderchange", ({ step }) => {
      input.valueAsNumber = step._index;
      tell();
    });
  }
}
