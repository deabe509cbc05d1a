"use strict";
// Records a clip in the browser: cut to what is heard, evened out, 22 kHz mono WAV.
// Without a microphone the page's file fields do the same.
(() => {
  const RATE = 22050, LONGEST = 5000, MARGIN = 0.04, LOUDEST = 0.8;
  const page = document.getElementById("recorder"), told = document.getElementById("rec-said");
  const speaker = new window.Loudspeaker();
  const can = Boolean(navigator.mediaDevices && window.MediaRecorder && window.AudioContext);
  let running = null; // the recording that runs, and where

  document.getElementById("rec-none").hidden = can;
  const trial = document.getElementById("trial");
  trial.hidden = !window.AudioContext;
  trial.addEventListener("click", async () => {
    await speaker.start();
    const answer = await fetch(page.dataset.trial);
    if (answer.ok) await speaker.say((await answer.json()).languages, false);
  });

  const record = async (row) => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    const recorder = new MediaRecorder(stream), parts = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const whole = new Promise((done) => { recorder.onstop = done; });
    recorder.start();
    const limit = setTimeout(() => recorder.state === "recording" && recorder.stop(), LONGEST + 300);
    running = { row, stop: () => recorder.state === "recording" && recorder.stop() };
    await whole;
    clearTimeout(limit);
    running = null;
    stream.getTracks().forEach((track) => track.stop());
    return new Blob(parts, { type: recorder.mimeType });
  };

  const clean = async (blob) => {
    const sound = await speaker.audio.decodeAudioData(await blob.arrayBuffer());
    const offline = new OfflineAudioContext(1, Math.ceil(sound.duration * RATE), RATE);
    const source = offline.createBufferSource();
    source.buffer = sound;
    source.connect(offline.destination);
    source.start();
    const all = (await offline.startRendering()).getChannelData(0);
    const peak = all.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const floor = Math.max(0.01, peak * 0.04), margin = Math.round(MARGIN * RATE);
    let from = all.findIndex((value) => Math.abs(value) > floor), to = all.length;
    while (to > 0 && Math.abs(all[to - 1]) <= floor) to -= 1;
    if (peak < 0.02 || from < 0) throw new Error("silent");
    from = Math.max(0, from - margin);
    const heard = all.slice(from, Math.min(all.length, to + margin, from + RATE * 4.9));
    return wav(heard.map((value) => value * (LOUDEST / peak)));
  };

  const wav = (samples) => {
    const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
    const word = (at, text) => [...text].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
    word(0, "RIFF");
    view.setUint32(4, 36 + samples.length * 2, true);
    word(8, "WAVEfmt ");
    [[16, 16, 4], [20, 1, 2], [22, 1, 2], [24, RATE, 4], [28, RATE * 2, 4], [32, 2, 2], [34, 16, 2]]
      .forEach(([at, value, size]) => (size === 4 ? view.setUint32(at, value, true) : view.setUint16(at, value, true)));
    word(36, "data");
    view.setUint32(40, samples.length * 2, true);
    samples.forEach((value, i) => view.setInt16(44 + i * 2, Math.max(-1, Math.min(1, value)) * 32767, true));
    return new Blob([view], { type: "audio/wav" });
  };

  const send = async (row, fields) => {
    const form = row.querySelector("form"), body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    Object.entries(fields).forEach(([name, value]) => body.set(name, value));
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const data = await answer.json();
    if (!answer.ok) throw new Error(data.error || answer.status);
    row.dataset.address = data.address;
    row.dataset.state = data.state;
    if (data.by) row.querySelector(".own b").textContent = data.by;
  };

  const rows = new WeakMap(); // row -> what was recorded and not saved yet
  const play = async (row) => {
    await speaker.start();
    const fresh = rows.get(row);
    const clip = fresh
      ? await speaker.audio.decodeAudioData(await fresh.arrayBuffer())
      : await speaker.clip(row.dataset.address);
    if (clip) await speaker.play([clip]);
  };
  const show = (row) => {
    const label = row.querySelector("[data-do=record] span"), on = running && running.row === row;
    label.textContent = on ? label.dataset.stop : label.dataset.start;
    label.parentElement.classList.toggle("on", Boolean(on));
    row.querySelector("[data-do=save]").hidden = !rows.get(row);
    row.querySelector("[data-do=listen]").disabled = !rows.get(row) && !row.dataset.address;
  };
  const act = {
    listen: play,
    async record(row) {
      if (running) return running.stop();
      await speaker.start();
      const taken = record(row);
      setTimeout(() => show(row), 50);
      rows.set(row, await clean(await taken.finally(() => { running = null; show(row); })));
      show(row);
      await play(row);
    },
    async save(row) {
      await send(row, { sound: rows.get(row) });
      rows.delete(row);
      show(row);
      told.textContent = row.querySelector(".rec-say").textContent;
    },
    async drop(row) {
      await send(row, { drop: "1" });
      rows.delete(row);
      show(row);
    },
  };
  page.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-do]");
    if (!button || (button.dataset.do === "drop" && !can)) return;
    event.preventDefault();
    const row = button.closest("li"), wrong = row.querySelector(".rec-err");
    wrong.textContent = "";
    try {
      await act[button.dataset.do](row);
    } catch (error) {
      wrong.textContent = error.message === "silent" ? page.dataset.silent
        : error.name === "NotAllowedError" || error.name === "NotFoundError" ? page.dataset.denied
          : error.message;
    }
  });
  page.querySelectorAll(".rec li").forEach((row) => {
    row.querySelector(".rec-b").hidden = !can;
    row.querySelector(".rec-f").hidden = can;
    show(row);
  });
})();
