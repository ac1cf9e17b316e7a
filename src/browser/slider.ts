/* What this file says to the browser goes there as text: it may use nothing from elsewhere. */
// biome-ignore-all lint/suspicious/noExplicitAny: the page's Plotly comes without its types

/**
 * Puts a control for the keyboard into an element, as Plotly's own slider knows only the mouse: an
 * `<input type="range">` that moves the slider of the chart in the output before this one, and
 * follows it. The screen reader hears each stop's name.
 *
 * It is sent to the browser as text (`control.toString()`).
 */
export function control(box: any): void {
  const output = box.closest(".jp-OutputArea-child")?.previousElementSibling;
  const chart = () => output.querySelector(".js-plotly-plot:has(.slider-rail-touch-rect)");
  const waiting = output && new MutationObserver(attach);
  waiting?.observe(output, { childList: true, subtree: true });
  if (output) attach();

  function attach(): void {
    if (!chart() || box.querySelector("input")) return;
    waiting.disconnect();
    const { active, steps } = chart().layout.sliders[0];
    const name = () =>
      steps[input.valueAsNumber].args[1].annotations[0].text.replace(/<[^>]*>/g, "") as string;

    const input = document.createElement("input");
    Object.assign(input, { type: "range", min: 0, max: steps.length - 1, value: active ?? 0 });
    const text = document.createElement("output");
    const label = document.createElement("label");
    label.append("By keyboard, with the arrow keys: ", input, " ", text);
    input.setAttribute("data-lm-suppress-shortcuts", "true"); // the keys are its own here, not JupyterLab's
    box.querySelector("summary").after(label);

    const tell = () => {
      text.textContent = name();
      input.setAttribute("aria-valuetext", name());
    };
    tell();
    input.addEventListener("input", () => {
      const rail = chart().querySelector(".slider-rail-touch-rect");
      const { left, top, width, height } = rail.getBoundingClientRect();
      const clientX = left + (width * (input.valueAsNumber + 0.5)) / steps.length;
      const at = { bubbles: true, view: window, clientX, clientY: top + height / 2 };
      rail.dispatchEvent(new MouseEvent("mousedown", at));
      chart().dispatchEvent(new MouseEvent("mouseup", at));
      tell();
    });
    chart().on("plotly_sliderchange", ({ step }: any) => {
      input.value = step._index;
      tell();
    });
  }
}
