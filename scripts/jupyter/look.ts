/* These functions run in the page: they use nothing from elsewhere. */

/** Each text of a chart that is on another text, or that leaves the chart. */
export function collisions(): string[] {
  return Array.from(document.querySelectorAll(".js-plotly-plot")).flatMap((chart) => {
    const frame = chart.getBoundingClientRect();
    const texts = Array.from(chart.querySelectorAll("svg text"))
      .filter(
        (text) => text.textContent?.trim() && text.checkVisibility({ visibilityProperty: true }),
      )
      .map((text) => ({ name: `"${text.textContent}"`, box: text.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0);
    const overlap = (a: DOMRect, b: DOMRect) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
    const leaving = texts.filter(
      ({ box }) =>
        box.left < frame.left - 1 ||
        box.right > frame.right + 1 ||
        box.top < frame.top - 1 ||
        box.bottom > frame.bottom + 1,
    );
    return [
      ...leaving.map(({ name }) => `${name} leaves its chart`),
      ...texts.flatMap((a, i) =>
        texts
          .slice(i + 1)
          .filter((b) => overlap(a.box, b.box))
          .map((b) => `${a.name} is on ${b.name}`),
      ),
    ];
  });
}

/**
 * What of the charts is hard to see: texts below the contrast of 4.5 : 1 against page and plot,
 * lines and parts of controls below 3 : 1, and grid lines that do not differ from the plot.
 *
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export function faint(): string[] {
  const luminance = (colour: string, brightness = 1) => {
    const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((channel) => {
      const share = Math.min(1, (Number(channel) / 255) * brightness);
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const opaque = (element: Element | null): string => {
    const { backgroundColor } = element
      ? getComputedStyle(element)
      : { backgroundColor: "rgb(255, 255, 255)" };
    return /, 0\)$/.test(backgroundColor)
      ? opaque(element?.parentElement ?? null)
      : backgroundColor;
  };
  return Array.from(document.querySelectorAll(".js-plotly-plot")).flatMap((chart) => {
    const page = luminance(opaque(chart.querySelector(".main-svg")));
    const plot = luminance(getComputedStyle(chart.querySelector(".bglayer .bg") as Element).fill);
    const isMap = chart.querySelector(".heatmaplayer image, .contourlayer path");
    const check = (
      selector: string,
      property: "fill" | "stroke",
      least: number,
      grounds: number[],
    ) =>
      Array.from(chart.querySelectorAll(selector)).flatMap((element) => {
        const colour = getComputedStyle(element)[property];
        const brightness = (at: Element | null): number => {
          if (!at) return 1;
          const [, share = 1] = /brightness\((.*)\)/.exec(getComputedStyle(at).filter) ?? [];
          return Number(share) * brightness(at.parentElement);
        };
        const found = Math.min(
          ...grounds.map((ground) => contrast(luminance(colour, brightness(element)), ground)),
        );
        const name = `${selector} "${element.textContent}" ${colour}`;
        return found < least ? [`${name}: ${found.toFixed(2)} : 1`] : [];
      });
    return [
      ...check(".infolayer text, .xtick text, .ytick text", "fill", 4.5, [page, plot]),
      ...check(".slider-rail-rect, .slider-grip-rect", "stroke", 3, [page]),
      ...check(".slider-tick-rect", "fill", 3, [page]),
      ...check(".gridlayer path", "stroke", 1.15, [plot]),
      ...(isMap
        ? []
        : check(".scatterlayer .js-line[style*='stroke-width: 2px']", "stroke", 3, [plot])),
    ];
  });
}

/**
 * How much wider the page is than the screen, or an output than its place, and where prose, code,
 * output and words begin.
 */
export function leftEdges(): { wider: number; edges: number[] } {
  const places = [document.documentElement, ...document.querySelectorAll(".jp-OutputArea-child")];
  const wider = Math.max(
    ...places.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
  );
  const edges = [
    ".jp-RenderedMarkdown p",
    ".highlight pre",
    ".jp-RenderedText pre",
    ".leaky-relu-words",
  ].flatMap((selector) => {
    const element = document.querySelector(selector);
    if (!element) return [];
    const range = document.createRange();
    range.selectNodeContents(element);
    const boxes = Array.from(range.getClientRects()).filter(({ width }) => width > 0);
    return [Math.min(...boxes.map(({ left }) => left))];
  });
  return { wider, edges };
}
