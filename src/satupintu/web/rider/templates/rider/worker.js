// Keeps the officer's app for a day without network. Nothing of anybody is kept here:
// the day and what was done are in the app's own store.
"use strict";
const PAGE = "{{ page|escapejs }}";
const ASSETS = [{% for asset in assets %}"{{ asset|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const KEEP = "satupintu-ride-{{ version }}";
const PATIENCE = 3000; // milliseconds on a bad network before the kept copy is used

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepAll());
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

// The page of somebody who is signed out is a sign-in page: that is not kept.
const isGood = (answer) => answer.ok && !answer.redirected && answer.type === "basic";

async function keepAll() {
  const store = await caches.open(KEEP);
  await Promise.all([PAGE, ...ASSETS].map(async (name) => {
    const answer = await fetch(name, { cache: "no-cache" });
    if (isGood(answer)) await store.put(name, answer);
  }));
}

async function freshOrKept(request, name) {
  const store = await caches.open(KEEP);
  try {
    const fresh = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (isGood(fresh)) await store.put(name, fresh.clone());
    // A server that is starting, or a session that has ended: the app says so itself.
    if (isGood(fresh)) return fresh;
    return (await caches.match(name)) || fresh;
  } catch (error) {
    const kept = await caches.match(name);
    if (kept) return kept;
    throw error;
  }
}

async function forgetOld() {
  for (const name of await caches.keys()) {
    if (name.startsWith("satupintu-ride") && name !== KEEP) await caches.delete(name);
  }
}
