/*
 * All that is touched of JupyterLite (0.8.6) and of JupyterLab beneath it. Neither promises that it
 * stays; what an update has changed, the checks here name.
 */

/** A message of Jupyter: https://jupyter-client.readthedocs.io/en/stable/messaging.html */
export interface Message {
  header: object;
  content: object;
}

/** The part of JupyterLite's `BaseKernel` that a kernel uses. */
export interface BaseKernel {
  readonly id: string;
  readonly executionCount: number;
  readonly parent: Message | undefined;
  readonly isDisposed: boolean;
  stream(content: object, parent?: object): void;
  displayData(content: object, parent?: object): void;
  updateDisplayData(content: object, parent?: object): void;
  dispose(): void;
}

/** A kernel: what `BaseKernel` asks of it, and how it is interrupted. */
export interface Kernel extends BaseKernel {
  readonly ready: Promise<void>;
  kernelInfoRequest(): Promise<object>;
  executeRequest(content: object): Promise<object>;
  completeRequest(content: object): Promise<object>;
  inspectRequest(content: object): Promise<object>;
  isCompleteRequest(content: object): Promise<object>;
  commInfoRequest(): Promise<object>;
  inputReply(): void;
  commOpen(): Promise<void>;
  commMsg(): Promise<void>;
  commClose(): Promise<void>;
  interrupt(): Promise<void>;
}

export type KernelClass = new (options: object) => Kernel;
export type BaseKernelClass = new (options: object) => BaseKernel;

interface KernelSpecs {
  register(kernel: { spec: object; create(options: object): Promise<Kernel> }): void;
}

interface KernelClient {
  interrupt(id: string): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: these are other packages, whose types are not here
type Modules = any;

interface Shared {
  [name: string]: { [version: string]: { get(): Promise<() => Modules> | (() => Modules) } };
}

const EXTENSION = "leaky-relu-kernel";

/** Throws an error that names what an update of JupyterLite has taken away. */
function need<Value>(value: Value | null | undefined, name: string): Value {
  if (value === undefined || value === null) {
    throw new Error(`${EXTENSION}: this JupyterLite has no ${name}, which the kernel needs`);
  }
  return value;
}

/** The package of this name that JupyterLite's own plugins use. */
async function shared(scope: Shared, name: string): Promise<Modules> {
  const [version] = Object.values(need(scope[name], `${name} in its share scope`));
  return (await need(version, `version of ${name}`).get())();
}

/**
 * Offers a kernel to JupyterLite as an extension that was built for it does: by module federation,
 * with a container that is asked for its plugins, and finds the packages of others in a share scope.
 */
export function offer(makeKernel: (Base: BaseKernelClass) => KernelClass): void {
  let scope: Shared = {};
  const page = globalThis as Modules;
  page._JUPYTERLAB ??= {};
  page._JUPYTERLAB[EXTENSION] = {
    init: (theirs: Shared) => {
      scope = theirs;
    },
    get: async () => {
      const services = await shared(scope, "@jupyterlite/services");
      const plugins = [kernelPlugin(services, makeKernel)];
      return () => ({ __esModule: true, default: plugins });
    },
  };
}

/** The plugin that makes the kernel known, and lets Interrupt reach it. */
function kernelPlugin(services: Modules, makeKernel: (Base: BaseKernelClass) => KernelClass) {
  const Base = need(services.BaseKernel, "BaseKernel");
  for (const name of ["stream", "displayData", "updateDisplayData", "handleMessage", "dispose"]) {
    need(Base.prototype[name], `BaseKernel.${name}`);
  }
  const Kernel = makeKernel(Base);
  const running = new Map<string, Kernel>();
  const spec = {
    name: "tslab",
    display_name: "TypeScript",
    language: "typescript",
    argv: [],
    env: {},
    metadata: {},
    resources: {},
  };
  return {
    id: `${EXTENSION}:kernel`,
    autoStart: true,
    requires: [
      need(services.IKernelSpecs, "IKernelSpecs"),
      need(services.IKernelClient, "IKernelClient"),
    ],
    activate: (_app: unknown, specs: KernelSpecs, client: KernelClient) => {
      const create = async (options: object) => {
        const kernel = new Kernel(options);
        running.set(kernel.id, kernel);
        return kernel;
      };
      need(specs.register, "IKernelSpecs.register").call(specs, { spec, create });
      const interrupt = need(client.interrupt, "IKernelClient.interrupt").bind(client);
      client.interrupt = async (id) => {
        await interrupt(id); // takes back the cells that wait, and no more
        await running.get(id)?.interrupt();
      };
    },
  };
}
