// QR codes: a hand scanner that types like a keyboard, or the kiosk's camera.
"use strict";

Kiosk.scan = (() => {
  // A scanner types a code and Enter in one go; a pause (ms) begins a new one.
  const PAUSE = 500, SHORTEST = 6;
  let typed = "", last = 0, stream = null, looking = false;

  function give(code) { document.dispatchEvent(new CustomEvent("k-scanned", { detail: code })); }

  document.addEventListener("keydown", (event) => {
    if (event.timeStamp - last > PAUSE) typed = "";
    last = event.timeStamp;
    if (event.key === "Enter") {
      if (typed.length >= SHORTEST) {
        event.preventDefault();
        event.stopPropagation();
        const code = typed;
        typed = "";
        give(code);
      }
    } else if (event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) {
      typed += event.key;
    }
  }, true);

  async function look(box) {
    if (!("BarcodeDetector" in window) || !navigator.mediaDevices || looking) return;
    looking = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user", width: 1280 } });
      if (!looking) return end();
      const video = box.querySelector("video");
      video.srcObject = stream;
      await video.play();
      box.hidden = false;
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      while (looking) {
        const [found] = await detector.detect(video);
        if (found) { end(); give(found.rawValue); }
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    } catch (error) {
      end(); // no camera, or not allowed: the scanner and the letters remain
      box.hidden = true;
    }
  }

  function end() {
    looking = false;
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
  }
  return { look, end };
})();
