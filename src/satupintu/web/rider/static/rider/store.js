// What survives a restart, an empty battery and a day without network: the day as the
// server told it, what was done at each door, and everything that is not sent yet.
"use strict";

Ride.store = (() => {
  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("satupintu-ride", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("kept", { keyPath: "id" });
      asked.result.createObjectStore("work", { keyPath: "id" });
      asked.result.createObjectStore("outbox", { keyPath: "n", autoIncrement: true })
        .createIndex("key", "key", { unique: true });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

  // Runs `work` in one strict transaction; what it puts into `out.value` is the answer.
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

  const get = (name, id) => inOne([name], "readonly", (store, out) => {
    store(name).get(id).onsuccess = (event) => { out.value = event.target.result || null; };
  });
  const every = (name) => inOne([name], "readonly", (store, out) => {
    store(name).getAll().onsuccess = (event) => { out.value = event.target.result; };
  });
  const put = (name, row) => inOne([name], "readwrite", (store) => store(name).put(row));

  // An act and what it changed at the door are kept together, or not at all.
  const act = (items, work) => inOne(["outbox", "work"], "readwrite", (store) => {
    for (const item of items) store("outbox").add(item);
    if (work) store("work").put(work);
  });

  // Change a row of the outbox as it is now; `change` gets it and gives it back.
  const change = (n, change) => inOne(["outbox"], "readwrite", (store) => {
    store("outbox").get(n).onsuccess = (event) => {
      const row = event.target.result;
      if (row) store("outbox").put(change(row));
    };
  });

  // Yesterday's doors and what has been sent are not needed any more; what waits stays.
  const forget = (isOld) => inOne(["outbox", "work"], "readwrite", (store) => {
    for (const name of ["outbox", "work"]) {
      store(name).openCursor().onsuccess = (event) => {
        const cursor = event.target.result;
        if (!cursor) return;
        if (isOld(name, cursor.value)) cursor.delete();
        cursor.continue();
      };
    }
  });

  return { get, every, put, act, change, forget };
})();
