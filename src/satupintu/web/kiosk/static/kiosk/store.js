// What must survive a power cut: blocks of numbers, and tickets not yet brought in.
// A number leaves its block and enters the outbox in one strict transaction, before
// anything is printed: no number is ever given twice.
"use strict";
window.Kiosk = window.Kiosk || {};

Kiosk.store = (() => {
  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("satupintu-kiosk", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("blocks", { keyPath: ["day", "prefix", "last"] });
      asked.result.createObjectStore("outbox", { keyPath: "key" });
      asked.result.createObjectStore("refused", { keyPath: "key" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

  // Runs `work` in one transaction; what it puts into `out.value` is the answer.
  async function inOne(names, mode, work) {
    const database = await opened;
    return new Promise((resolve, reject) => {
      const all = database.transaction(names, mode, { durability: "strict" });
      const out = { value: null };
      all.oncomplete = () => resolve(out.value);
      all.onerror = all.onabort = () => reject(all.error);
      work((name) => all.objectStore(name), out);
    });
  }

  const every = (name) => inOne([name], "readonly", (store, out) => {
    store(name).getAll().onsuccess = (event) => { out.value = event.target.result; };
  });

  // Keep new blocks; those of other days are worthless.
  const keep = (blocks, today) => inOne(["blocks"], "readwrite", (store) => {
    store("blocks").openCursor().onsuccess = (event) => {
      const cursor = event.target.result;
      if (!cursor) return;
      if (cursor.value.day !== today || cursor.value.next > cursor.value.last) cursor.delete();
      cursor.continue();
    };
    for (const block of blocks) store("blocks").put(block);
  });

  // How many numbers of each prefix are left for this day.
  async function held(today) {
    const left = {};
    for (const block of await every("blocks")) {
      if (block.day !== today) continue;
      left[block.prefix] = (left[block.prefix] || 0) + block.last - block.next + 1;
    }
    return left;
  }

  // Take the next number of the prefix for this ticket; null if none is left.
  const take = (prefix, today, ticket) => inOne(["blocks", "outbox"], "readwrite", (store, out) => {
    store("blocks").getAll().onsuccess = (event) => {
      const block = event.target.result.find(
        (one) => one.day === today && one.prefix === prefix && one.next <= one.last);
      if (!block) return;
      const seq = block.next;
      store("blocks").put({ ...block, next: seq + 1 });
      out.value = { ...ticket, leased: { ...ticket.leased, prefix, seq } };
      store("outbox").put(out.value);
    };
  });

  const done = (key) => inOne(["outbox"], "readwrite", (store) => store("outbox").delete(key));

  // The server will never take it: it leaves the outbox, but is not forgotten.
  const refuse = (ticket, why) => inOne(["outbox", "refused"], "readwrite", (store) => {
    store("outbox").delete(ticket.key);
    store("refused").put({ ...ticket, why });
  });

  return { keep, held, take, done, refuse, outbox: () => every("outbox"), refused: () => every("refused") };
})();
