/*
 * The kernel of the notebooks in a page: tslab, in a worker, which JupyterLite asks by messages.
 *
 * Converter, executor and the answers to Jupyter are tslab's own, as in the kernel for Node; the
 * modules beside this one stand for what Node has and a page lacks.
 */
import "./globals"; // before all that looks for what it makes
import "./files"; // before the converter
import { JupyterHandlerImpl } from "tslab/dist/jupyter";
import { createExecutor, lateLineOf } from "../../kernel/cell-executor";
import { followProtocol } from "../../kernel/cell-handler";
import { joinText } from "../../kernel/join-text";
import { createConverter } from "../../kernel/lazy-types";
import { publishDisplay } from "../../kernel/publish-display";
import { printTo } from "./console";
import { withPageImports } from "./imports";
import type { Answer, Request } from "./messages";

const page = self as unknown as { postMessage(answer: Answer): void };

followProtocol();
joinText();
printTo(console, (stream, text) => process[stream].write(text));
publishDisplay();

const node = withPageImports(createConverter({ isJS: false, isBrowser: false }));
const converters = { node, browser: node, close: () => {} };
const { log, error } = console;
const executor = createExecutor("/lab", converters, { log, error });
const handler = new JupyterHandlerImpl(executor, false);

process.on("SIGINT", () => executor.interrupt());
self.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  console.error(lateLineOf(event.reason));
});
self.addEventListener("error", (event) => {
  event.preventDefault();
  console.error(lateLineOf(event.error));
});

/** What JupyterLite asks, and what each answers; an interruption is answered when it was heard. */
const answers: { [type in Request["type"]]: (request: Request) => unknown } = {
  kernel_info: () => handler.handleKernel(),
  complete: ({ content }) => handler.handleComplete(content),
  inspect: ({ content }) => handler.handleInspect(content),
  is_complete: ({ content }) => handler.handleIsComplete(content),
  execute: ({ content, parent }) =>
    handler.handleExecute(
      content,
      (name, text) => page.postMessage({ parent, stream: { name, text } }),
      (data, update) => page.postMessage({ parent, display: plain(data), update: Boolean(update) }),
    ),
  interrupt: () => process.emit("SIGINT"),
};

/** What of a value goes into a message: what JSON keeps of it. */
const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

self.addEventListener("message", async ({ data }: MessageEvent<Request>) => {
  const { id, type } = data;
  try {
    page.postMessage({ id, reply: plain((await answers[type](data)) ?? {}) });
  } catch (reason) {
    page.postMessage({ id, failure: String(reason) });
  }
});
