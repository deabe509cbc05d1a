// Everything that was done goes through here: kept first, then sent until the server
// has answered. Each act has a key of its own, so that it counts once however often it
// is sent. Order is kept for each visit.
//
//   waiting   not sent, or no answer yet
//   sent      applied
//   conflict  not applied (or applied, but look): its sentence is shown
//   stuck     the server cannot read it; stays here until somebody has seen it
"use strict";

Ride.outbox = (() => {
  const FIRST = 2000, LONGEST = 60000, CALM = 60000;
  let items = [], busy = null, timer = null, pause = FIRST, listeners = [];

  const load = async () => { items = await Ride.store.every("outbox"); return items; };
  const tell = () => { for (const listener of listeners) listener(); };
  const waiting = () => items.filter((item) => item.state === "waiting");
  // Of who is signed in: what others did on this phone is not shown, and waits for them.
  const mine = (item) => item.account === Ride.day.account();
  const own = () => items.filter(mine);
  const others = () => waiting().filter((item) => !mine(item));
  const troubled = () => own().filter((item) => ["conflict", "stuck"].includes(item.state) && !item.seen);
  const newKey = () => crypto.randomUUID();

  // One act: {action, visit, data, after, file, name, label}. `work` is kept with it.
  async function add(acts, work = null) {
    const rows = acts.map((each) => ({
      key: each.key || newKey(),
      action: each.action,
      shift: Ride.day.shift().id,
      account: Ride.day.account(),
      visit: each.visit || "",
      at: each.at || Ride.net.now().toISOString(),
      data: each.data || {},
      after: (each.after || []).filter(Boolean),
      file: each.file || null,
      name: each.name || "",
      label: each.label || "",
      state: "waiting",
      tries: 0,
    }));
    await Ride.store.act(rows, work);
    await load();
    tell();
    flush();
    return rows.map((row) => row.key);
  }

  // Send what waits, visit by visit; one round at a time.
  function flush() {
    if (!busy) busy = round().finally(() => { busy = null; plan(); });
    return busy;
  }

  async function round() {
    await load();
    const before = waiting().filter(mine).length;
    if (!before) return;
    if (!Ride.net.isReady() && !(await Ride.day.refresh())) return;
    const chains = new Map();
    for (const item of waiting().filter(mine)) {
      const chain = item.visit || item.shift;
      chains.set(chain, [...(chains.get(chain) || []), item]);
    }
    let failures = 0;
    for (const chain of chains.values()) {
      if (failures > 1 || Ride.net.isSignedOut()) break;
      if (!(await sendAll(chain))) failures += 1;
    }
    pause = failures ? Math.min(pause * 2, LONGEST) : FIRST;
    await load();
    tell();
    if (waiting().filter(mine).length < before) await Ride.day.refresh();
  }

  // The acts of one visit in their order; false if the network gave up on one.
  async function sendAll(chain) {
    for (const item of chain) {
      const answer = await send(item);
      if (answer.gone) return false;
      if (answer.state === "waits") return true;
      await settle(item, answer);
    }
    return true;
  }

  async function send(item) {
    const after = item.after.filter((key) => !items.some((one) => one.key === key && one.state === "stuck"));
    const sent = { ...item, after };
    // A large file goes once: ask first whether the lost try came through after all.
    if (item.file && item.tries && (await Ride.net.isKnown(item.key))) sent.file = null;
    await Ride.store.change(item.n, (row) => ({ ...row, tries: row.tries + 1 }));
    return Ride.net.report(sent);
  }

  async function settle(item, answer) {
    const look = answer.state === "applied" && answer.sentence;
    const state = answer.refused ? "stuck" : answer.state === "applied" && !look ? "sent" : "conflict";
    await Ride.store.change(item.n, (row) => ({
      ...row, state, answer: { ...answer, sentence: answer.sentence || answer.refused || "" },
      sent_at: Ride.net.now().toISOString(), file: state === "stuck" ? row.file : null,
    }));
    await load();
    tell();
  }

  // The next try: soon after a failure, later and later; else a calm look for news.
  function plan() {
    clearTimeout(timer);
    const left = waiting().filter(mine).length;
    const rest = left ? pause * (0.75 + Math.random() / 2) : CALM;
    timer = setTimeout(() => (left ? flush() : Ride.day.refresh().then(plan)), rest);
  }

  // Somebody has read the sentence.
  async function see(n) {
    await Ride.store.change(n, (row) => ({ ...row, seen: true }));
    await load();
    tell();
  }

  function again() { pause = FIRST; return flush(); }

  return {
    load, add, flush, again, see, newKey, waiting, troubled, others, all: own,
    listen: (listener) => listeners.push(listener),
    of: (visit) => own().filter((item) => item.visit === visit),
  };
})();
