// Photos, made small on the phone; a paper that has to be a PDF becomes one.
"use strict";

Ride.picture = (() => {
  const LONG = 1600, QUALITY = 0.72, SMALL = 96;

  // {blob, name, thumb} of a photo that the camera gave; `types` are those taken.
  async function of(file, types = ["jpg", "png"]) {
    if (file.type === "application/pdf" && types.includes("pdf")) {
      return { blob: file, name: "paper.pdf", thumb: "" };
    }
    const image = await createImageBitmap(file);
    const canvas = drawn(image, LONG);
    const jpeg = await blobOf(canvas, "image/jpeg", QUALITY);
    const thumb = drawn(image, SMALL).toDataURL("image/jpeg", 0.6);
    image.close();
    if (types.includes("jpg")) return { blob: jpeg, name: "photo.jpg", thumb };
    if (types.includes("png")) return { blob: await blobOf(canvas, "image/png"), name: "photo.png", thumb };
    return { blob: await pdf(jpeg, canvas), name: "photo.pdf", thumb };
  }

  function drawn(image, long) {
    const scale = Math.min(1, long / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  const blobOf = (canvas, type, quality) => new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), type, quality);
  });

  // One page of the size of the picture: a catalogue, a page, the JPEG as it is.
  async function pdf(jpeg, { width, height }) {
    const bytes = new Uint8Array(await jpeg.arrayBuffer());
    const draw = `q ${width} 0 0 ${height} 0 0 cm /P Do Q`;
    const parts = ["%PDF-1.4\n"], starts = [];
    const size = () => parts.reduce((sum, part) => sum + part.length, 0);
    const add = (...more) => { starts.push(size()); parts.push(`${starts.length} 0 obj\n`, ...more, "\nendobj\n"); };
    add("<</Type/Catalog/Pages 2 0 R>>");
    add("<</Type/Pages/Kids[3 0 R]/Count 1>>");
    add(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>>>`);
    add(`<</Length ${draw.length}>>stream\n${draw}\nendstream`);
    add(`<</Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length ${bytes.length}>>stream\n`, bytes, "\nendstream");
    const table = size(), line = (start) => `${String(start).padStart(10, "0")} 00000 n \n`;
    parts.push(`xref\n0 6\n0000000000 65535 f \n${starts.map(line).join("")}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`);
    return new Blob(parts, { type: "application/pdf" });
  }

  // A button that opens the camera: `take` gets what `of` gives.
  function button(label, take, { types, css = "" } = {}) {
    const { h, icon } = Ride.dom;
    const accept = types && types.includes("pdf") ? "image/*,application/pdf" : "image/*";
    const words = h("span", label);
    const input = h("input.vh", { type: "file", accept, capture: "environment", onchange: async () => {
      const [file] = input.files;
      if (!file) return;
      words.textContent = Ride.dom.t("working");
      try { await take(await of(file, types)); } catch (error) { words.textContent = Ride.dom.t("no_picture"); }
      input.value = "";
    } });
    return h(`label.r-btn${css}`, input, icon("cam"), words);
  }

  return { of, button };
})();
