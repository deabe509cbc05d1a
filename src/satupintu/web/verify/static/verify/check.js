// Checks the permit whose signed token stands after the # of the address.
// The token: base43 of a COSE_Sign1 (ES256) around CWT claims, and a letter that
// says whether the claims are deflated. See satupintu.permits.token.
"use strict";
(() => {
  const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-./:";
  const KEEP = "permit-check";
  const OURS = -65537, LIST = 65533;
  const page = document.getElementById("check");
  const keys = JSON.parse(page.dataset.keys);
  const show = (id, on) => { document.getElementById(id).hidden = !on; };

  function fromBase43(text) {
    const out = [];
    for (let at = 0; at < text.length; at += 3) {
      const group = [...text.slice(at, at + 3)].map((c) => LETTERS.indexOf(c));
      const value = group.reduceRight((sum, digit) => sum * 43 + digit, 0);
      const limit = [0, 0, 256, 65536][group.length];
      if (group.includes(-1) || value >= limit) throw Error("not base43");
      if (group.length === 3) out.push(value >> 8);
      out.push(value & 255);
    }
    return Uint8Array.from(out);
  }

  function fromCbor(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    const take = (length) => {
      if (at + length > bytes.length) throw Error("cut short");
      return bytes.subarray(at, (at += length));
    };
    const item = () => {
      const head = take(1)[0], major = head >> 5, small = head & 31;
      let n = small;
      if (small > 26) throw Error("unused form");
      if (small > 23) {
        const size = 1 << (small - 24);
        take(size);
        n = view[`getUint${8 * size}`](at - size);
      }
      switch (major) {
        case 0: return n;
        case 1: return -1 - n;
        case 2: return take(n);
        case 3: return new TextDecoder("utf-8", { fatal: true }).decode(take(n));
        case 4: return Array.from({ length: Math.min(n, bytes.length) }, item);
        case 5: return new Map(Array.from({ length: Math.min(n, bytes.length) }, () => [item(), item()]));
        case 6: return { tag: n, value: item() };
        default: throw Error("unused kind");
      }
    };
    const value = item();
    if (at !== bytes.length) throw Error("too long");
    return value;
  }

  // What was signed (RFC 9052, section 4.4): ["Signature1", header, h'', payload]
  function signedBytes(header, payload) {
    const text = new TextEncoder().encode("Signature1");
    const head = (n) => n < 24 ? [64 + n] : n < 256 ? [88, n] : n < 65536
      ? [89, n >> 8, n & 255] : [90, n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255];
    return Uint8Array.from([132, 106, ...text, ...head(header.length), ...header, 64,
      ...head(payload.length), ...payload]);
  }

  async function verified(bytes) {
    const message = fromCbor(bytes);
    if (message.tag !== 18 || message.value.length !== 4) throw Error("not signed");
    const [header, open, payload, signature] = message.value;
    const id = [...open.get(4)].map((b) => b.toString(16).padStart(2, "0")).join("");
    const known = keys.find((key) => key[0] === id);
    if (!known || open.size !== 1 || fromCbor(header).get(1) !== -7) throw Error("unknown key");
    const jwk = { kty: "EC", crv: "P-256", x: known[1], y: known[2] };
    const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("jwk", jwk, ecdsa, false, ["verify"]);
    if (!await crypto.subtle.verify(ecdsa, key, signature, signedBytes(header, payload))) {
      throw Error("changed");
    }
    return payload;
  }

  async function inflated(bytes, format) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  async function readToken(text) {
    const letter = text.slice(-1);
    if (letter !== "A" && letter !== "Z") throw Error("not a token");
    const payload = await verified(fromBase43(text.slice(0, -1)));
    const claims = fromCbor(letter === "Z" ? await inflated(payload, "deflate-raw") : payload);
    if (claims.get(1) !== page.dataset.issuer) throw Error("another issuer");
    const [title, holder, index] = claims.get(OURS);
    return { title, holder, index, number: claims.get(2), issued: claims.get(6),
      begins: claims.get(5), expires: claims.get(4) };
  }

  // The register's list of statuses: fresh if the network is there, else kept.
  async function statusOf(index) {
    const store = await caches.open(KEEP);
    const url = page.dataset.status;
    let live = false, answer;
    try {
      answer = await fetch(url, { cache: "no-cache", signal: AbortSignal.timeout(6000) });
      live = answer.ok;
      if (live) await store.put(url, answer.clone());
    } catch { /* no network: the kept list serves */ }
    if (!live) answer = await store.match(url);
    if (!answer) return null;
    const claims = fromCbor(await verified(new Uint8Array(await answer.arrayBuffer())));
    const bits = await inflated(claims.get(LIST).get("lst"), "deflate");
    if (index >= bits.length * 4 || claims.get(4) * 1000 < Date.now()) return null;
    return { value: (bits[index >> 2] >> (index % 4 * 2)) & 3, live, asof: claims.get(6) };
  }

  function verdict(permit, status) {
    const now = Date.now() / 1000;
    if (status && status.value) return status.value === 1 ? "revoked" : "suspended";
    if (permit.begins > now) return "not_yet";
    if (permit.expires <= now) return "expired";
    return status && status.live ? "in_force" : "signed";
  }

  function write(name, value) {
    const place = page.querySelector(`[data-fact="${name}"]`);
    place.textContent = value ?? "";
    const row = place.closest("div");
    if (value != null) row.hidden = false;
  }

  function writeTime(name, seconds, style = { dateStyle: "long" }) {
    if (seconds == null) return;
    const options = { ...style, timeZone: page.dataset.zone };
    const language = document.documentElement.lang;
    // "en" alone would put the month first, unlike every other page.
    const words = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, options);
    write(name, words.format(seconds * 1000));
  }

  function reveal(name) {
    for (const part of page.querySelectorAll("section")) part.hidden = part.id !== `v-${name}`;
    show("ask", !name);
    show("facts", name && name !== "forged");
    show("advice", name === "forged");
    page.dataset.verdict = name || "";
    if (name) document.title = page.querySelector(`#v-${name} h1`).textContent;
  }

  function tell(permit, status) {
    for (const name of ["number", "title", "holder"]) write(name, permit[name]);
    writeTime("issued", permit.issued);
    writeTime("begins", permit.begins);
    if (permit.expires) writeTime("last", permit.expires - 1);
    show("s-live", status && status.live);
    show("s-kept", status && !status.live);
    show("s-none", !status);
    if (status) writeTime("asof", status.asof, { dateStyle: "long", timeStyle: "short" });
    const details = document.getElementById("details");
    details.href = `${page.dataset.details}?q=${encodeURIComponent(permit.number)}`;
    reveal(verdict(permit, status));
  }

  async function run() {
    const text = location.hash.slice(1);
    for (const link of document.querySelectorAll("[data-keep]")) link.hash = location.hash;
    show("why-ask", false);
    show("no-code", true);
    if (!text) return reveal("");
    let permit;
    try {
      permit = await readToken(text);
    } catch {
      return reveal("forged");
    }
    const status = await statusOf(permit.index).catch(() => null);
    if (text === location.hash.slice(1)) tell(permit, status);
  }

  // Old browsers cannot check: the page then keeps its first words and the form.
  const able = window.crypto && crypto.subtle && window.DecompressionStream && window.caches;
  if (!able) return;
  run();
  addEventListener("hashchange", run);
  addEventListener("online", run);

  async function keepForLater() {
    if (!navigator.serviceWorker) return;
    await navigator.serviceWorker.register(page.dataset.worker, { scope: location.pathname });
    const store = await caches.open(KEEP);
    const used = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
    const parts = used.filter((url) => url.origin === location.origin && /\.(css|js|svg|woff2)$/.test(url.pathname));
    await store.addAll([location.pathname, ...new Set(parts.map((url) => url.href))]);
    page.dataset.kept = "yes";
  }
  addEventListener("load", () => keepForLater().catch(() => {}));
})();
