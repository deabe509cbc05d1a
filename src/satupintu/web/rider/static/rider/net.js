// The way to the server: the day, reports with and without pictures, the right time.
// Nobody answering, a broken server and a foreign page are all the same: try again.
"use strict";

Ride.net = (() => {
  const PATIENCE = 15000, UPLOAD = 60000;
  const urls = Ride.config.urls;
  let csrf = "", offset = 0, online = navigator.onLine, signedOut = false, listeners = [];

  const now = () => new Date(Date.now() + offset);
  const tell = () => { for (const listener of listeners) listener(); };

  function see(isOnline, isOut = signedOut) {
    const changed = online !== isOnline || signedOut !== isOut;
    online = isOnline;
    signedOut = isOut;
    if (changed) tell();
  }

  // {data}, or {refused, code, status}, or {gone: true}.
  async function ask(url, options = {}, patience = PATIENCE) {
    try {
      const answer = await fetch(url, {
        ...options,
        headers: { Accept: "application/json", "X-CSRFToken": csrf, ...options.headers },
        signal: AbortSignal.timeout(patience),
      });
      const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      if (!isJson) { csrf = ""; see(answer.status < 500); return { gone: true }; }
      const data = await answer.json();
      see(true, answer.status === 401);
      if (answer.ok) return { data };
      if (answer.status === 401 || answer.status >= 500) return { gone: true };
      return { refused: data.error, code: data.code, status: answer.status, data };
    } catch (error) {
      see(false);
      return { gone: true };
    }
  }

  // The officer's day; its answer sets the clock and the token for what is sent.
  async function day() {
    const left = Date.now();
    const answer = await ask(urls.day);
    const told = answer.data;
    if (told && told.now) {
      csrf = told.csrf;
      offset = Date.parse(told.now) - (left + Date.now()) / 2;
      await Ride.store.put("kept", { id: "clock", offset });
    }
    return answer;
  }

  async function report(item) {
    const sent = {
      key: item.key, action: item.action, shift: item.shift, visit: item.visit || null,
      at: item.at, data: item.data, after: item.after,
    };
    const body = new FormData();
    body.set("report", JSON.stringify(sent));
    if (item.file) body.set("file", item.file, item.name);
    const answer = await ask(urls.report, { method: "POST", body }, item.file ? UPLOAD : PATIENCE);
    if (answer.gone) return answer;
    // Another officer's shift is no fault of the report: it waits for its owner.
    if (answer.refused) return answer.status === 403 ? { gone: true } : answer;
    return answer.data;
  }

  async function isKnown(key) {
    const answer = await ask(urls.known, {
      method: "POST", body: JSON.stringify({ keys: [key] }), headers: { "Content-Type": "application/json" },
    });
    return Boolean(answer.data && answer.data.keys.includes(key));
  }

  async function start() {
    const kept = await Ride.store.get("kept", "clock");
    if (kept) offset = kept.offset;
  }

  window.addEventListener("online", () => { see(true); Ride.outbox.again(); });
  window.addEventListener("offline", () => see(false));
  return {
    now, day, report, isKnown, start, listen: (listener) => listeners.push(listener),
    isOnline: () => online, isSignedOut: () => signedOut, isReady: () => Boolean(csrf) && !signedOut,
  };
})();
