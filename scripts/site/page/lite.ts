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
  publishExecuteError(content: object, parent?: object): void;
  dispose(): void;
}

/** A kernel: what `BaseKernel` asks of it, and how it is interrupted. */
export interface Kernel extends BaseKernel {
  readonly ready: Promise<unknown>;
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

/** The methods of `BaseKernel` that the kernel calls, and the one that calls the kernel's. */
const USED = [
  ...["stream", "displayData", "updateDisplayData", "publishExecuteError", "dispose"],
  "handleMessage",
];

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
    throw new Error(`${EXTENSION}: this JupyterLite has no ${name}, which the site needs`);
  }
  return value;
}

/** The package of this name that JupyterLite's own plugins use. */
async function shared(scope: Shared, name: string): Promise<Modules> {
  const [version] = Object.values(need(scope[name], `${name} in its share scope`));
  return (await need(version, `version of ${name}`).get())();
}

/** What draws outputs of some MIME types. */
interface RendererFactory {
  safe: boolean;
  mimeTypes: string[];
  createRenderer(options: object): Renderer;
}

/** A widget that draws one output. */
interface Renderer {
  renderModel(model: object): Promise<void>;
}

/** What the site adds to JupyterLite. */
export interface Addition {
  makeKernel(Base: BaseKernelClass): KernelClass;
  /** The address of the extension that draws charts. */
  charts: string;
  /** Called when JupyterLab starts; `loadCharts` loads what draws charts before one is drawn. */
  activate(app: App, page: Page, loadCharts: () => Promise<unknown>): unknown;
}

/**
 * Offers the site's plugins to JupyterLite as an extension that was built for it does: by module
 * federation, with a container that is asked for its plugins, and finds the packages of others in a
 * share scope.
 */
export function offer({ makeKernel, charts, activate }: Addition): void {
  let scope: Shared = {};
  let loading: Promise<RendererFactory> | undefined;
  const loadCharts = () => {
    loading ??= chartFactory(charts, scope);
    return loading;
  };
  const modules: { [name: string]: () => Promise<object> } = {
    "./extension": async () => [
      kernelPlugin(await shared(scope, "@jupyterlite/services"), makeKernel),
      await pagePlugin(scope, (app, page) => activate(app, page, loadCharts)),
    ],
    "./mimeExtension": async () => lateCharts(await shared(scope, "@lumino/widgets"), loadCharts),
  };
  containers()[EXTENSION] = {
    init: (theirs) => {
      scope = theirs;
    },
    get: async (name) => {
      const plugins = await need(modules[name], name)();
      return () => ({ __esModule: true, default: plugins });
    },
  };
}

interface Container {
  init(scope: Shared): void | Promise<void>;
  get(name: string): Promise<() => { default: Modules }>;
}

/** The containers of all extensions by their names. */
function containers(): { [name: string]: Container } {
  const page = globalThis as { _JUPYTERLAB?: { [name: string]: Container } };
  page._JUPYTERLAB ??= {};
  return page._JUPYTERLAB;
}

/** Loads Plotly's own renderer. */
async function chartFactory(address: string, scope: Shared): Promise<RendererFactory> {
  const script = document.createElement("script");
  await new Promise((resolve, reject) => {
    Object.assign(script, { src: address, onload: resolve, onerror: reject });
    document.head.append(script);
  });
  const container = need(containers()["jupyterlab-plotly"], "container of jupyterlab-plotly");
  await container.init(scope);
  const [plugin] = (await container.get("./mimeExtension"))().default;
  return need(plugin.rendererFactory, "rendererFactory of jupyterlab-plotly");
}

/**
 * An output that a renderer cannot change: Plotly's would add a still picture to each chart that it
 * has drawn, and a notebook that was only read would count as edited.
 */
const unchanged = (model: object) => Object.create(model, { setData: { value: () => {} } });

/**
 * A renderer of charts that loads Plotly's own when there is one to draw. JupyterLab would load it
 * before it shows anything: a third of what it then loads.
 */
function lateCharts({ Panel }: Modules, load: () => Promise<RendererFactory>): object {
  class LateChart extends Panel implements Renderer {
    #options: object;
    #chart: Promise<Renderer> | undefined;

    constructor(options: object) {
      super();
      this.#options = options;
    }

    async renderModel(model: object): Promise<void> {
      this.#chart ??= this.#load();
      await (await this.#chart).renderModel(unchanged(model));
    }

    async #load(): Promise<Renderer> {
      const chart = (await load()).createRenderer(this.#options);
      // biome-ignore lint/complexity/useLiteralKeys: TypeScript does not know what a Panel has
      this["addWidget"](chart);
      return chart;
    }
  }
  const rendererFactory: RendererFactory = {
    safe: true,
    mimeTypes: ["application/vnd.plotly.v1+json"],
    createRenderer: (options) => new LateChart(options),
  };
  return { id: `${EXTENSION}:charts`, rendererFactory, rank: 2, dataType: "json" };
}

/** The parts of JupyterLab that a plugin of the page is given. */
export interface App {
  commands: {
    addCommand(id: string, command: object): unknown;
    notifyCommandChanged(id: string): void;
    execute(id: string, args?: object): Promise<unknown>;
  };
  serviceManager: { contents: { delete(path: string): Promise<void> } };
  shell: {
    leftCollapsed: boolean;
    collapseLeft(): void;
    layoutModified: { connect(listener: () => void): void; disconnect(listener: () => void): void };
  };
}

/** A notebook that is open. */
export interface OpenNotebook {
  /** When it is shown */
  revealed: Promise<void>;
  toolbar: { hide(): void; show(): void };
  context: {
    path: string;
    ready: Promise<void>;
    model: { getMetadata(key: string): unknown; dirty: boolean };
    revert(): Promise<void>;
  };
}

/** The notebooks that are open, and a question to the reader. */
export interface Page {
  current(): OpenNotebook | null;
  /** Calls the listener when another notebook is the current one. */
  changed(listener: () => void): void;
  opened(listener: (notebook: OpenNotebook) => void): void;
  /** Asks, and tells whether the reader agrees. */
  ask(title: string, body: string, agree: string): Promise<boolean>;
}

/** The plugin of the page itself. */
async function pagePlugin(
  scope: Shared,
  activate: (app: App, page: Page) => unknown,
): Promise<object> {
  const { INotebookTracker } = await shared(scope, "@jupyterlab/notebook");
  const { Dialog, showDialog } = await shared(scope, "@jupyterlab/apputils");
  need(showDialog, "showDialog");
  return {
    id: `${EXTENSION}:page`,
    autoStart: true,
    requires: [need(INotebookTracker, "INotebookTracker")],
    activate: (app: App, tracker: Modules) => {
      need(app.serviceManager.contents.delete, "contents.delete");
      need(app.shell.collapseLeft, "shell.collapseLeft");
      need(app.shell.layoutModified, "shell.layoutModified");
      activate(app, {
        current: () => tracker.currentWidget,
        changed: (listener) => {
          need(tracker.currentChanged, "INotebookTracker.currentChanged").connect(listener);
        },
        opened: (listener) => {
          need(tracker.widgetAdded, "INotebookTracker.widgetAdded").connect(
            (_: unknown, notebook: OpenNotebook) => listener(notebook),
          );
        },
        ask: async (title, body, agree) => {
          const buttons = [Dialog.cancelButton(), Dialog.warnButton({ label: agree })];
          return (await showDialog({ title, body, buttons })).button.accept;
        },
      });
    },
  };
}

/** The plugin that makes the kernel known, and lets Interrupt reach it. */
function kernelPlugin(services: Modules, makeKernel: (Base: BaseKernelClass) => KernelClass) {
  const Base = need(services.BaseKernel, "BaseKernel");
  for (const name of USED) need(Base.prototype[name], `BaseKernel.${name}`);
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
