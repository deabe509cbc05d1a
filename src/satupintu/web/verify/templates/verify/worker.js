// Keeps the page of the QR code for times without a network. It serves nothing
// else: the register is always asked, never remembered.
"use strict";
const PAGE = "{{ page|escapejs }}";
const KEEP = "permit-check";
const PATIENCE = 4000; // milliseconds on a bad network before the kept copy is used

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const mine = url.pathname === PAGE && !url.search;
  const asset = event.request.mode !== "navigate" && /\.(css|js|svg|woff2)$/.test(url.pathname);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (mine || asset) event.respondWith(freshOrKept(event.request, mine ? PAGE : url.href));
});

async function freshOrKept(request, name) {
  const store = await caches.open(KEEP);
  try {
    const fresh = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (fresh.ok) await store.put(name, fresh.clone());
    return fresh;
  } catch (error) {
    const kept = await store.match(name);
    if (kept) return kept;
    throw error;
  }
}
