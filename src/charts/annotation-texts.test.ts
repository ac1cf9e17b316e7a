import assert from "node:assert/strict";
import { test } from "node:test";
import { annotationTexts } from "./annotation-texts";

test("annotationTexts(annotations) names each text as Plotly's relayout does", () => {
  assert.deepEqual(annotationTexts([{ text: "a", x: 1 }, { text: "b" }]), {
    "annotations[0].text": "a",
    "annotations[1].text": "b",
  });
});
