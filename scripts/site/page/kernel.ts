import type { Answer, Request } from "../worker/messages";
import type { BaseKernelClass, Kernel, KernelClass } from "./lite";

/** How long a kernel may take to hear of an interruption, in milliseconds. */
const PATIENCE = 2000;

const LOST =
  "Interrupted: the cell did not listen, so the kernel was started again. Its variables are gone; run the cells above again.";

interface Waiting {
  type: Request["type"];
  resolve(reply: object): void;
  reject(error: Error): void;
}

/** A kernel of JupyterLite that hands each request to a worker, and hands back what comes of it. */
export function makeKernel(Base: BaseKernelClass, start: () => Worker): KernelClass {
  return class TypeScriptKernel extends Base implements Kernel {
    #waiting = new Map<number, Waiting>();
    #last = 0;
    #started: Promise<void> = Promise.resolve();
    #worker = this.#begin();

    get ready() {
      return this.#started;
    }

    #begin(): Worker {
      const worker = start();
      this.#started = new Promise((resolve, reject) => {
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.onmessage = ({ data }: MessageEvent<Answer>) => {
          if ("ready" in data) resolve();
          else this.#take(data);
        };
      });
      return worker;
    }

    #take(answer: Exclude<Answer, { ready: true }>): void {
      if ("stream" in answer) this.stream(answer.stream, answer.parent);
      else if ("display" in answer) {
        if (answer.update) this.updateDisplayData(answer.display, answer.parent);
        else this.displayData(answer.display, answer.parent);
      } else {
        const waiting = this.#waiting.get(answer.id);
        this.#waiting.delete(answer.id);
        if ("reply" in answer) waiting?.resolve(answer.reply);
        else waiting?.reject(new Error(answer.failure));
      }
    }

    #ask(type: Request["type"], content: object = {}): Promise<object> {
      const id = ++this.#last;
      const parent = this.parent?.header;
      this.#worker.postMessage({ id, type, content, parent } satisfies Request);
      return new Promise((resolve, reject) => this.#waiting.set(id, { type, resolve, reject }));
    }

    async kernelInfoRequest() {
      return { status: "ok", help_links: [], ...(await this.#ask("kernel_info")) };
    }

    async executeRequest(content: object) {
      const parent = this.parent?.header;
      const more = { execution_count: this.executionCount, user_expressions: {}, payload: [] };
      try {
        return { ...(await this.#ask("execute", content)), ...more };
      } catch (error) {
        const { message } = error as Error;
        this.stream({ name: "stderr", text: `${message}\n` }, parent);
        return { status: "error", ename: "Error", evalue: message, traceback: [], ...more };
      }
    }

    completeRequest(content: object) {
      return this.#ask("complete", content);
    }

    inspectRequest(content: object) {
      return this.#ask("inspect", content);
    }

    isCompleteRequest(content: object) {
      return this.#ask("is_complete", content);
    }

    async commInfoRequest() {
      return { status: "ok", comms: {} };
    }

    inputReply() {}
    async commOpen() {}
    async commMsg() {}
    async commClose() {}

    /** Asks the cell that runs to end; if the kernel does not hear it, ends it and starts another. */
    async interrupt() {
      if (![...this.#waiting.values()].some(({ type }) => type === "execute")) return;
      const heard = this.#ask("interrupt");
      const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, "late"));
      if ((await Promise.race([heard, late])) !== "late") return;
      this.#worker.terminate();
      const lost = [...this.#waiting.values()];
      this.#waiting.clear();
      this.#worker = this.#begin();
      for (const { type, reject, resolve } of lost) {
        if (type === "interrupt") resolve({});
        else reject(new Error(LOST));
      }
    }

    override dispose() {
      if (!this.isDisposed) this.#worker.terminate();
      super.dispose();
    }
  };
}
