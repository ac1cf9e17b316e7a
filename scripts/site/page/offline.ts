/** The name of what this version of the site keeps; the bundler puts it in. */
declare const CACHE: string;

/**
 * Keeps what the page has loaded, so that it opens without a network the next time
 * (service-worker.ts). Where a browser keeps nothing, as in a private window, it does nothing.
 *
 * @param root - the address of the site
 * @param more - what the page has not loaded yet, and would need
 */
export async function keepForOffline(root: URL, more: URL[]): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(new URL("service-worker.js", root));
    const cache = await caches.open(CACHE);
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    const wanted = [location.href, root, ...loaded, ...more].map(String);
    for (const address of new Set(wanted)) {
      if (!address.startsWith(root.href)) continue;
      // one after the other, behind what the reader does
      if (!(await cache.match(address, { ignoreSearch: true })))
        await cache.add(address).catch(() => {});
    }
  } catch (error) {
    console.warn("The site cannot be kept for later:", error);
  }
}
