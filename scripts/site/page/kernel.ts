import type { Answer, Request } from "../worker/messages";
import type { BaseKernelClass, Kernel, KernelClass } from "./lite";

/** How long a kernel may take to hear of an interruption, in milliseconds. */
const PATIENCE = 2000;

const LOST =
  "Interrupted: the cell did not listen, so the kernel was started again. Its variables are gone; run the cells above again.";

/** What a kernel that could not be loaded says of itself. */
const NO_INFO = {
  protocol_version: "5.3",
  implementation: "tslab",
  implementation_version: "",
  language_info: {
    name: "typescript",
    version: "",
    mimetype: "text/typescript",
    file_extension: ".ts",
  },
  banner: "",
};

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
    /** Why there is no worker, if there is none */
    #lost: string | undefined;
    #worker = this.#begin();
    #ready = this.#ask("kernel_info").catch(() => {}); // a cell then says why

    get ready(): Promise<unknown> {
      return this.#ready;
    }

    #begin(): Worker {
      const worker = start();
      worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#take(data);
      worker.onerror = ({ message = "" }) => {
        this.#lost =
          `The kernel could not be loaded. Reload the page to try again. ${message}`.trim();
        this.#lose(this.#lost);
      };
      return worker;
    }

    /** Tells all who wait for the worker that no answer will come. */
    #lose(reason: string): void {
      const lost = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const { type, resolve, reject } of lost) {
        if (type === "interrupt") resolve({});
        else reject(new Error(reason));
      }
    }

    #take(answer: Answer): void {
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

    async #ask(type: Request["type"], content: object = {}): Promise<object> {
      if (this.#lost) throw new Error(this.#lost);
      const id = ++this.#last;
      const parent = this.parent?.header;
      this.#worker.postMessage({ id, type, content, parent } satisfies Request);
      return new Promise((resolve, reject) => this.#waiting.set(id, { type, resolve, reject }));
    }

    async kernelInfoRequest() {
      const info = await this.#ask("kernel_info").catch(() => NO_INFO);
      return { status: "ok", help_links: [], ...info };
    }

    async executeRequest(content: object) {
      const parent = this.parent?.header;
      const reply = await this.#ask("execute", content).catch(({ message }: Error) => {
        return { status: "error", ename: "Kernel", evalue: message, traceback: [message] };
      });
      const { status, ename, evalue, traceback } = reply as { [name: string]: unknown };
      if (status === "error") this.publishExecuteError({ ename, evalue, traceback }, parent);
      return { ...reply, execution_count: this.executionCount };
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
      this.#worker = this.#begin();
      this.#lose(LOST);
    }

    override dispose() {
      if (!this.isDisposed) this.#worker.terminate();
      super.dispose();
    }
  };
}
