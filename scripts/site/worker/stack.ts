/*
 * What an error says of where it came from: the reader's own lines, and not those of the kernel. To
 * be imported before anything that makes an error.
 */

/** What a reader can look up: a cell, or a file of the package. */
const OWN = /^(cell-\d+$|\/lab\/)/;

/** A frame as Firefox and Safari write it: "name@file:1:2" */
const FRAME = /^(.*)@(.*:\d+:\d+)$/;

const line = (name: string | null, place: string) =>
  `    at ${name ? `${name} (${place})` : place}`;

/** V8 asks how the stack of an error is to be written; it is Chromium's and Node's engine. */
function write(error: Error, sites: NodeJS.CallSite[]): string {
  const own = sites.flatMap((site) => {
    const file = site.getScriptNameOrSourceURL() ?? "";
    const place = `${file}:${site.getLineNumber()}:${site.getColumnNumber()}`;
    return OWN.test(file) ? [line(site.getFunctionName(), place)] : [];
  });
  return [Error.prototype.toString.call(error), ...own].join("\n");
}

/** The other engines have the stack as a property of all errors, without what the error says. */
function rewrite(error: Error, stack: string): string {
  const own = stack.split("\n").flatMap((frame) => {
    const [, name = "", place = ""] = FRAME.exec(frame) ?? [];
    return OWN.test(place.replace(/:\d+:\d+$/, "")) ? [line(name, place)] : [];
  });
  return [Error.prototype.toString.call(error), ...own].join("\n");
}

const { get, set } = Object.getOwnPropertyDescriptor(Error.prototype, "stack") ?? {};
if (get && set) {
  Object.defineProperty(Error.prototype, "stack", {
    configurable: true,
    get() {
      const stack = get.call(this);
      return typeof stack === "string" ? rewrite(this, stack) : stack;
    },
    set,
  });
} else Error.prepareStackTrace = write;
