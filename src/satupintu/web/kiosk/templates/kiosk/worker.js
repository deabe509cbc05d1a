// Keeps the kiosk's page and everything it shows for times without network.
"use strict";
const PAGE = "{{ page|escapejs }}";
const ASSETS = [{% for asset in assets %}"{{ asset|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const KEEP = "satupintu-kiosk";
const PATIENCE = 5000; // milliseconds on a bad network before the kept copy is used

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(KEEP).then((store) => store.addAll([PAGE, ...ASSETS])));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim().then(forgetOld));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname === PAGE) event.respondWith(freshOrKept(event.request, PAGE));
  else if (ASSETS.includes(url.pathname)) event.respondWith(freshOrKept(event.request, url.pathname));
});

async function freshOrKept(request, name) {
  const store = await caches.open(KEEP);
  try {
    const fresh = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (fresh.ok) await store.put(name, fresh.clone());
    // A server that is starting or broken: what we have is better than its error.
    if (fresh.status < 500) return fresh;
    return (await store.match(name)) || fresh;
  } catch (error) {
    const kept = await store.match(name);
    if (kept) return kept;
    throw error;
  }
}

async function forgetOld() {
  const store = await caches.open(KEEP);
  for (const request of await store.keys()) {
    const path = new URL(request.url).pathname;
    if (path !== PAGE && !ASSETS.includes(path)) await store.delete(request);
  }
}
