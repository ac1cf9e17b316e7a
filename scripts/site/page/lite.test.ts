import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { offer } from "./lite";

class Base {
  stream() {}
  displayData() {}
  updateDisplayData() {}
  publishExecuteError() {}
  dispose() {}
  handleMessage() {}
}

/** The packages that JupyterLite shares, as far as the site needs them. */
const PACKAGES = {
  "@jupyterlite/services": { BaseKernel: Base, IKernelSpecs: {}, IKernelClient: {} },
  "@jupyterlab/notebook": { INotebookTracker: {} },
  "@jupyterlab/apputils": { Dialog: {}, showDialog: () => {} },
  "@lumino/widgets": { Panel: class {} },
};

/** Asks the site's extension for its plugins, as JupyterLite does. */
async function plugins(packages: object, name = "./extension"): Promise<object[]> {
  offer({ makeKernel: () => class {} as never, charts: "charts.js", activate: () => {} });
  const { _JUPYTERLAB } = globalThis as unknown as {
    _JUPYTERLAB: {
      [name: string]: {
        init(scope: object): void;
        get(name: string): Promise<() => { default: object[] }>;
      };
    };
  };
  const scope = Object.entries(packages).map(([name, value]) => [
    name,
    { "1.0.0": { get: async () => () => value } },
  ]);
  const container = _JUPYTERLAB["leaky-relu-kernel"];
  assert.ok(container);
  container.init(Object.fromEntries(scope));
  return (await container.get(name))().default;
}

describe("offer(addition)", () => {
  test("gives JupyterLite a plugin for the kernel, and one for the page", async () => {
    const ids = (await plugins(PACKAGES)).map((plugin) => (plugin as { id: string }).id);
    assert.deepEqual(ids, ["leaky-relu-kernel:kernel", "leaky-relu-kernel:page"]);
  });

  test("draws a chart with Plotly's renderer, which it loads then, and cannot change", async () => {
    const page = globalThis as unknown as {
      document: object;
      _JUPYTERLAB: { [name: string]: object };
    };
    let loaded = 0;
    const drawn: object[] = [];
    const renderModel = async (model: { data: object; setData(data: object): void }) => {
      model.setData({ data: { "image/png": "" } });
      drawn.push(model.data);
    };
    page.document = {
      createElement: () => ({}),
      head: {
        append: ({ onload }: { onload(): void }) => {
          loaded++;
          const rendererFactory = { createRenderer: () => ({ renderModel }) };
          page._JUPYTERLAB["jupyterlab-plotly"] = {
            init: () => {},
            get: async () => () => ({ default: [{ rendererFactory }] }),
          };
          onload();
        },
      },
    };
    const Panel = class {
      addWidget() {}
    };
    const packages = { ...PACKAGES, "@lumino/widgets": { Panel } };
    const plugin = (await plugins(packages, "./mimeExtension")) as unknown as {
      rendererFactory: { createRenderer(options: object): { renderModel(model: object): void } };
    };
    const model = {
      data: { chart: 1 },
      setData(options: { data: { chart: number } }) {
        this.data = options.data;
      },
    };
    assert.equal(loaded, 0);
    for (let i = 0; i < 2; i++) await plugin.rendererFactory.createRenderer({}).renderModel(model);
    assert.equal(loaded, 1);
    assert.deepEqual([model.data, ...drawn], [{ chart: 1 }, { chart: 1 }, { chart: 1 }]);
  });

  const without = (name: keyof typeof PACKAGES, part: string) => ({
    ...PACKAGES,
    [name]: { ...PACKAGES[name], [part]: undefined },
  });
  class Other extends Base {}
  Object.assign(Other.prototype, { updateDisplayData: undefined });
  const broken: { [name: string]: object } = {
    "@jupyterlite/services in its share scope": { ...PACKAGES, "@jupyterlite/services": undefined },
    BaseKernel: without("@jupyterlite/services", "BaseKernel"),
    "BaseKernel.updateDisplayData": {
      ...PACKAGES,
      "@jupyterlite/services": { ...PACKAGES["@jupyterlite/services"], BaseKernel: Other },
    },
    IKernelClient: without("@jupyterlite/services", "IKernelClient"),
    INotebookTracker: without("@jupyterlab/notebook", "INotebookTracker"),
    showDialog: without("@jupyterlab/apputils", "showDialog"),
  };
  for (const [name, packages] of Object.entries(broken)) {
    test(`names ${name} where an update of JupyterLite has taken it away`, async () => {
      const present = Object.entries(packages).filter(([, value]) => value !== undefined);
      await assert.rejects(plugins(Object.fromEntries(present)), {
        message: `leaky-relu-kernel: this JupyterLite has no ${name}, which the site needs`,
      });
    });
  }
});
