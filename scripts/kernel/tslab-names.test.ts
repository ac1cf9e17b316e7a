import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as typescript from "@tslab/typescript-for-tslab";
import * as converter from "tslab/dist/converter";
import * as executor from "tslab/dist/executor";
import * as jupyter from "tslab/dist/jupyter";
import * as main from "tslab/dist/main";
import { brokenNames, NAMES, nameOf, type Tslab } from "./tslab-names";

const tslab: Tslab = { converter, executor, jupyter, main, typescript };

/** A copy of a value in which the name at the end of a path is missing. */
function without(value: object, [name = "", ...rest]: string[]): object {
  const inner = (value as { [name: string]: unknown })[name] as object;
  const left = rest.length === 0 ? undefined : without(inner, rest);
  return Object.create(value, { [name]: { value: left } });
}

describe("brokenNames(version, tslab)", () => {
  test("is empty for the locked tslab", () => {
    assert.deepEqual(brokenNames("1.0.22", tslab), []);
  });

  for (const { path, use } of NAMES) {
    test(`names ${nameOf(path)} when it is gone, and what needs it`, () => {
      const broken = without(tslab, [...path]) as Tslab;
      const line = `tslab 1.0.23: ${nameOf(path)} is gone; ${use}`;
      assert.deepEqual(brokenNames("1.0.23", broken), [line]);
    });
  }

  test("names each one, when a whole class is gone", () => {
    const broken = without(tslab, ["jupyter", "ZmqServer"]) as Tslab;
    const names = brokenNames("1.0.23", broken).map((line) => / (\S+) is gone/.exec(line)?.[1]);
    assert.deepEqual(names, [
      "ZmqServer.init",
      "ZmqServer.handleShellMessage",
      "ZmqServer.handleExecute",
      "ZmqServer.handleCommInfoRequest",
      "ZmqServer.publishStatus",
    ]);
  });
});
