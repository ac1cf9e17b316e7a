import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import type { Page } from "playwright-core";
import { environment, python, root } from "../setup/paths";

/** What the tests need of a page. */
export type Evaluating = Pick<Page, "evaluate">;

const NAMES = ["firefox", "firefox-esr"];

/** The path of an installed Firefox: FIREFOX_PATH, or the first that is found. */
export function findFirefox(): string | undefined {
  const { FIREFOX_PATH, PATH = "" } = process.env;
  const files = NAMES.flatMap((name) => PATH.split(delimiter).map((dir) => join(dir, name)));
  return FIREFOX_PATH || files.find((file) => existsSync(file));
}

/**
 * Opens an address in the installed Firefox, without a window.
 *
 * @throws Error when there is none
 */
export function openFirefox(url: string): Evaluating & { close(): void } {
  const firefox = findFirefox();
  if (!firefox) throw new Error("no Firefox is installed; install one, or set FIREFOX_PATH to it");
  const driver = spawn(python, [join(root, "scripts/site/firefox.py"), firefox, url], {
    env: environment(),
    stdio: ["pipe", "pipe", "inherit"],
  });
  const answers = createInterface(driver.stdout)[Symbol.asyncIterator]();
  const evaluate = async (run: unknown, argument?: unknown) => {
    const call = `(${run})(${JSON.stringify(argument)})`;
    const expression = `(async () => JSON.stringify({ value: await ${call} }))()`;
    driver.stdin.write(`${JSON.stringify(expression)}\n`);
    const { value: line, done } = await answers.next();
    if (done) throw new Error("Firefox has ended");
    const answer = JSON.parse(line);
    if (typeof answer !== "string") throw new Error(answer.error);
    return JSON.parse(answer).value;
  };
  return { evaluate: evaluate as Page["evaluate"], close: () => driver.stdin.end() };
}
