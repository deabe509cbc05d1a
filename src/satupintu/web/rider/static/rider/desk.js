// The desk's camera, where the browser reads QR codes: a code found is a code typed.
"use strict";
(() => {
  const form = document.getElementById("scan"), input = document.getElementById("code");
  const button = document.getElementById("camera"), video = document.getElementById("view");
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  let stream = null;
  button.hidden = false;

  function end() {
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
    video.hidden = true;
  }

  button.addEventListener("click", async () => {
    if (stream) { end(); return; }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      while (stream) {
        const [found] = await detector.detect(video);
        if (found) { input.value = found.rawValue; end(); form.requestSubmit(); return; }
        await new Promise((resolve) => { setTimeout(resolve, 250); });
      }
    } catch (error) {
      end(); // no camera, or not allowed: scanner and keyboard remain
    }
  });
})();
