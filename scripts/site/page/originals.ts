import type { App, OpenNotebook, Page } from "./lite";

/** The versions of the site's notebooks by their names; the bundler puts them in. */
declare const VERSIONS: { [path: string]: string };

/** Under this name each notebook of the site says which version it is; a reader's copy keeps it. */
const VERSION = "original";

/** The names of the site's notebooks. */
export const notebookNames = () => Object.keys(VERSIONS);

const COMMAND = "leaky-relu:original";

/**
 * Adds the command that brings the original of a notebook back, and says of a reader's copy that
 * there is a newer original.
 */
export function offerOriginals(app: App, page: Page): void {
  const original = (notebook: OpenNotebook | null) =>
    notebook !== null && Object.hasOwn(VERSIONS, notebook.context.path);

  app.commands.addCommand(COMMAND, {
    label: "Original",
    caption: "Bring the original of this notebook back",
    isEnabled: () => original(page.current()),
    execute: async () => {
      const { context } = page.current() ?? {};
      if (!context) return;
      const agreed = await page.ask(
        "Bring the original back?",
        "Your changes to this notebook are deleted. To keep them, download it first.",
        "Bring it back",
      );
      if (!agreed) return;
      await app.serviceManager.contents.delete(context.path);
      await context.revert();
    },
  });

  page.changed(() => app.commands.notifyCommandChanged(COMMAND));
  page.opened(async (notebook) => {
    await notebook.context.ready;
    if (!original(notebook)) return;
    const { path, model } = notebook.context;
    if (model.getMetadata(VERSION) === VERSIONS[path]) return;
    await app.commands.execute("apputils:notify", {
      message: `This is your own copy of ${path}. The site has a newer one.`,
      type: "info",
      options: { autoClose: false, actions: [{ label: "Show the newer one", commandId: COMMAND }] },
    });
  });
}
