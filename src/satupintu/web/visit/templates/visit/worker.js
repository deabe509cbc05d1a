"use strict";
// Shows messages about a visit while its page is closed. Keeps nothing.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => {
  const said = event.data ? event.data.json() : {};
  event.waitUntil(self.registration.showNotification(said.title || "", {
    body: said.body, tag: said.tag, lang: said.lang, renotify: Boolean(said.tag),
    requireInteraction: true, vibrate: [300, 120, 300], data: { url: said.url },
  }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, self.location.origin);
  event.waitUntil(self.clients.matchAll({ type: "window" }).then((pages) => {
    const open = pages.find((page) => new URL(page.url).pathname === url.pathname);
    return open ? open.focus() : self.clients.openWindow(url.pathname);
  }));
});
