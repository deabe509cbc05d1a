// A folder's code: by the camera where the phone can read QR codes, else typed. A
// scanner on a cable types by itself, and ends with Enter.
"use strict";

Ride.scan = (() => {
  const { h, icon, t } = Ride.dom;
  let stream = null, looking = false;

  const can = () => "BarcodeDetector" in window && Boolean(navigator.mediaDevices);
  const clean = (text) => text.trim().replace(/\/$/, "").split("/").pop().toUpperCase();
  const fits = (code) => /^[A-Z0-9][A-Z0-9-]{2,19}$/.test(code);

  // A field for a code; `give` is called with each that can be one.
  function field(label, give) {
    const error = h("p.r-err", { hidden: true, role: "alert" }, t("bad_folder"));
    const input = h("input", {
      id: "folder-code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false",
      maxlength: "80", enterkeyhint: "done", onchange: () => take(input.value),
    });
    const video = h("video", { muted: true, playsinline: true, hidden: true });
    const camera = can() && h("button.r-btn", { type: "button", onclick: () => look(video, take) }, icon("qr"), t("scan"));
    // What is shown changes while it is typed, so that nothing moves below a finger
    // that presses elsewhere next.
    function heed(text) {
      const code = clean(text);
      error.hidden = !code || fits(code) || code.length < 3;
      give(fits(code) ? code : "");
    }
    function take(text) {
      const code = clean(text);
      if (!code) return;
      error.hidden = fits(code);
      if (fits(code)) { end(video); input.value = code; give(code); }
    }
    input.addEventListener("input", () => heed(input.value));
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); take(input.value); } });
    return h("div.r-code", h("label", { for: "folder-code" }, label), h("div.r-line", input, camera), video, error);
  }

  async function look(video, take) {
    if (looking) return end(video);
    looking = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: 1280 } });
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      while (looking && video.isConnected) {
        const [found] = await detector.detect(video);
        if (found) take(found.rawValue);
        await new Promise((resolve) => { setTimeout(resolve, 250); });
      }
    } catch (error) {
      // No camera, or not allowed: the code can be typed.
    }
    return end(video);
  }

  function end(video) {
    looking = false;
    video.hidden = true;
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
  }

  return { field, clean, fits };
})();
