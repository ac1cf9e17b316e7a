import { escapeHtml } from "./escape";

/** The size of letters in a picture, in pixels, where nothing else is asked for. */
export const FONT_SIZE = 12;

/** A place in a picture, in pixels from its left and upper edge; NaN where there is none. */
export type Point = readonly [x: number, y: number];

/** A coordinate as SVG text, to a tenth of a pixel. */
export function place(pixels: number): string {
  return String(Math.round(10 * pixels) / 10);
}

/**
 * An SVG text, from one of Plotly's.
 *
 * @param point - where it begins, ends or has its middle, on its baseline
 * @param options.size - of the letters, in pixels
 * @param options.upright - written from below to above
 */
export function label(
  [x, y]: Point,
  text: string,
  options: {
    size?: number;
    anchor?: "start" | "middle" | "end";
    color?: string;
    upright?: boolean;
  } = {},
): string {
  if (!text) return "";
  const { size = FONT_SIZE, anchor = "start", color, upright = false } = options;
  const at = upright
    ? `transform="translate(${place(x)} ${place(y)}) rotate(-90)"`
    : `x="${place(x)}" y="${place(y)}"`;
  const look = [
    size !== FONT_SIZE && ` font-size="${size}"`,
    anchor !== "start" && ` text-anchor="${anchor}"`,
    color && ` fill="${escapeHtml(color)}"`,
  ];
  return `<text ${at}${look.filter(Boolean).join("")}>${spans(text)}</text>`;
}

/** The lines of a text of Plotly's. */
export function lines(text: string): string[] {
  return text.split("<br>");
}

/** A text of Plotly's without its tags and without what XML forbids. */
export function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids them
  return text.replace(/<[^>]*>|[\u0000-\u001f\ufffe\uffff]/g, "");
}

/** A text of Plotly's in SVG, of whose tags only the colours stay. */
function spans(text: string): string {
  return text
    .split(/(<span style="color:[^"]*">[^<]*<\/span>)/)
    .map((part) => {
      const [, color] = /^<span style="color:([^"]*)">/.exec(part) ?? [];
      const inner = escapeHtml(plain(part));
      return color ? `<tspan fill="${escapeHtml(color)}">${inner}</tspan>` : inner;
    })
    .join("");
}

/**
 * The path of a line through points, with a gap where a point is NaN, and without the points that
 * are on the straight line between their neighbours, to a fifth of a pixel.
 */
export function path(points: readonly Point[]): string {
  let text = "";
  let last: Point | undefined;
  points.forEach((point, i) => {
    const next = points[i + 1];
    if (!isFinitePoint(point)) {
      last = undefined;
    } else if (!last || !next || !isFinitePoint(next) || !isBetween(last, point, next)) {
      text += `${last ? "L" : "M"}${point.map(place).join(" ")}`;
      last = point;
    }
  });
  return text;
}

export function isFinitePoint(point: Point): boolean {
  return point.every(Number.isFinite);
}

function isBetween([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): boolean {
  const cross = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  const along = (bx - ax) * (cx - bx) + (by - ay) * (cy - by);
  return along >= 0 && Math.abs(cross) <= 0.2 * Math.hypot(cx - ax, cy - ay);
}
