/** Text as HTML: what could open a tag, an entity or an attribute's end is written as an entity. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * A JSON value as JavaScript source that can stand in a `<script>` of an HTML page: no character
 * in it can end the script (`<`), the attribute (`&`, `>`) or the line (U+2028, U+2029).
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * A function as the text that a page gets: one line without comments, as each chart of a notebook
 * repeats it. In the function a comment has a line of its own.
 */
export function scriptText(f: (...rest: never[]) => unknown): string {
  return f
    .toString()
    .replace(/^\s*(\/\/.*)?/gm, "")
    .replaceAll("\n", " ");
}
