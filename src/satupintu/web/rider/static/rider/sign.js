// A signature with the finger, as a small PNG of black ink on white.
"use strict";

Ride.sign = (() => {
  const { h, t } = Ride.dom;

  // A field with `blob()`: null while nobody has signed. `changed` is called on each.
  function field(name, changed) {
    const canvas = h("canvas", { tabindex: "0", "aria-label": t("sign_of", { name }) });
    const clear = h("button.r-wipe", { type: "button", hidden: true, onclick: () => { wipe(); changed(); } }, t("sign_again"));
    const box = h("div.r-sig", canvas, clear, h("span", t("sign_of", { name })));
    const pen = canvas.getContext("2d");
    let strokes = [], line = null;

    function size() {
      const scale = window.devicePixelRatio || 1, { width, height } = canvas.getBoundingClientRect();
      if (!width) return;
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      pen.scale(scale, scale);
      draw();
    }

    function draw() {
      const scale = window.devicePixelRatio || 1;
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width / scale, canvas.height / scale);
      pen.lineWidth = 3;
      pen.lineCap = pen.lineJoin = "round";
      for (const stroke of strokes) {
        pen.beginPath();
        pen.moveTo(...stroke[0]);
        for (const point of stroke.slice(1)) pen.lineTo(...point);
        if (stroke.length === 1) pen.lineTo(stroke[0][0] + 0.1, stroke[0][1]);
        pen.stroke();
      }
    }

    function wipe() { strokes = []; clear.hidden = true; draw(); }
    const at = (event) => { const edge = canvas.getBoundingClientRect(); return [event.clientX - edge.left, event.clientY - edge.top]; };
    canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      line = [at(event)];
      strokes.push(line);
      draw();
    });
    canvas.addEventListener("pointermove", (event) => { if (line) { line.push(at(event)); draw(); } });
    for (const kind of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(kind, () => {
        if (!line) return;
        line = null;
        clear.hidden = false;
        changed();
      });
    }
    // Who cannot draw makes a mark with the space bar; it counts as the own sign.
    canvas.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      const left = 20 + strokes.length * 14;
      strokes.push([[left, 20], [left + 10, 44]], [[left + 10, 20], [left, 44]]);
      clear.hidden = false;
      draw();
      changed();
    });
    new ResizeObserver(size).observe(canvas);

    // A dot is no signature.
    const isSigned = () => strokes.reduce((sum, stroke) => sum + stroke.length, 0) > 3;
    const blob = () => (isSigned() ? new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); }) : null);
    return { box, isSigned, blob };
  }

  return { field };
})();
