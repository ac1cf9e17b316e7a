/*
 * Answers the page's requests where there is no network, with what an earlier visit has kept
 * (offline.ts). Where there is one, all comes from there, and is kept.
 */

/** The name of what this version of the site keeps; the bundler puts it in. */
declare const CACHE: string;

/** The part of a service worker's global scope that is used here. */
interface Scope {
  skipWaiting(): Promise<void>;
  addEventListener(
    type: "install" | "activate" | "fetch",
    listener: (event: {
      request: Request;
      waitUntil(done: Promise<unknown>): void;
      respondWith(response: Promise<Response>): void;
    }) => void,
  ): void;
}

const scope = self as unknown as Scope;

scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener("activate", (event) => event.waitUntil(forgetOthers()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(location.origin)) return;
  event.respondWith(answer(request));
});

/** Removes what earlier versions of this site have kept; caches of other sites here stay. */
async function forgetOthers(): Promise<void> {
  const [site] = CACHE.split("@");
  for (const name of await caches.keys()) {
    if (name.startsWith(`${site}@`) && name !== CACHE) await caches.delete(name);
  }
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    // Of a static site the file is the same, whatever a question mark is followed by.
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}
