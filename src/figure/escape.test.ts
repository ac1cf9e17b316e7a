import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { escapeHtml, scriptJson, scriptText } from "./escape";

/** Any text, rich in the characters that mean something to HTML and to JavaScript. */
const text = fc.string({
  unit: fc.oneof(
    fc.string({ unit: "binary", maxLength: 1 }),
    fc.constantFrom(..."&<>\"'`/\\\u2028\u2029;#"),
  ),
});

describe("escapeHtml(text)", () => {
  test("leaves no character that could open a tag, an entity or end an attribute", () => {
    assert.equal(
      escapeHtml(`<a b="c" d='e'>&amp;`),
      "&#60;a b=&#34;c&#34; d=&#39;e&#39;&#62;&#38;amp;",
    );
    fc.assert(
      fc.property(text, (text) => {
        assert.doesNotMatch(escapeHtml(text).replace(/&#\d+;/g, ""), /[&<>"']/);
      }),
    );
  });

  test("is the same text to a reader of HTML", () => {
    fc.assert(
      fc.property(text, (text) => {
        const read = escapeHtml(text).replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code));
        assert.equal(read, text);
      }),
    );
  });
});

describe("scriptJson(value)", () => {
  const json = fc
    .jsonValue({ stringUnit: "binary" })
    .filter((value) => !JSON.stringify(value).includes("__proto__"));

  test("is JavaScript whose value is that of the JSON", () => {
    fc.assert(
      fc.property(fc.oneof(json, text, fc.array(text)), (value) => {
        const read = runInNewContext(`(${scriptJson(value)})`);
        assert.equal(JSON.stringify(read), JSON.stringify(value));
        assert.deepEqual(JSON.parse(scriptJson(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("leaves no character that could end a script, an attribute or a line", () => {
    assert.equal(
      scriptJson("</script>&\u2028\u2029"),
      '"\\u003c/script\\u003e\\u0026\\u2028\\u2029"',
    );
    fc.assert(
      fc.property(fc.oneof(json, text, fc.array(text)), (value) => {
        assert.doesNotMatch(scriptJson(value), /[<>&\n\r\u2028\u2029]/);
      }),
    );
  });
});

test("scriptText(f) is the function as one line, without lines of comment", () => {
  function f(x: number): string {
    // doubled
    const twice = 2 * x;

    return `${twice} // not a line of comment`;
  }
  assert.doesNotMatch(scriptText(f), /\n|doubled/);
  assert.equal(new Function(`return ${scriptText(f)}`)()(2), "4 // not a line of comment");
});
