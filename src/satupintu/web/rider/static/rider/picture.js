// Photos, made small on the phone; a paper that has to be a PDF becomes one.
"use strict";

Ride.picture = (() => {
  const LONG = 1600, QUALITY = 0.72, SMALL = 96;

  // What is sent of the files that somebody took or chose: {blob, name, thumb, pages}.
  // `pages` are the photos in their order; with `before`, those that were there come
  // first. A PDF stays as it is, and has none. `types` are those taken.
  async function of(files, types = ["jpg", "png"], before = []) {
    const found = files.find((file) => file.type === "application/pdf");
    if (found && types.includes("pdf")) return { blob: found, name: "paper.pdf", thumb: "", pages: null };
    const pages = [...before];
    for (const file of files) pages.push(await pageOf(file));
    const [{ jpeg, thumb }] = pages;
    if (pages.length === 1 && types.includes("jpg")) return { blob: jpeg, name: "photo.jpg", thumb, pages };
    if (pages.length === 1 && types.includes("png")) return { blob: await png(files[0]), name: "photo.png", thumb, pages };
    return { blob: await pdf(pages), name: "paper.pdf", thumb, pages };
  }

  async function pageOf(file) {
    const image = await createImageBitmap(file), canvas = drawn(image, LONG);
    const jpeg = await blobOf(canvas, "image/jpeg", QUALITY);
    const thumb = drawn(image, SMALL).toDataURL("image/jpeg", 0.6);
    image.close();
    return { jpeg, thumb, width: canvas.width, height: canvas.height };
  }

  const png = async (file) => blobOf(drawn(await createImageBitmap(file), LONG), "image/png");

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

  // Each page of the size of its picture: a catalogue, the pages, the JPEGs as they are.
  async function pdf(pages) {
    const parts = ["%PDF-1.4\n"], starts = [];
    const size = () => parts.reduce((sum, part) => sum + part.length, 0);
    const add = (...more) => { starts.push(size()); parts.push(`${starts.length} 0 obj\n`, ...more, "\nendobj\n"); };
    const kids = pages.map((_, n) => `${3 + 3 * n} 0 R`).join(" ");
    add("<</Type/Catalog/Pages 2 0 R>>");
    add(`<</Type/Pages/Kids[${kids}]/Count ${pages.length}>>`);
    for (const { jpeg, width, height } of pages) {
      const bytes = new Uint8Array(await jpeg.arrayBuffer()), at = starts.length + 1;
      const draw = `q ${width} 0 0 ${height} 0 0 cm /P Do Q`;
      add(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Contents ${at + 1} 0 R/Resources<</XObject<</P ${at + 2} 0 R>>>>>>`);
      add(`<</Length ${draw.length}>>stream\n${draw}\nendstream`);
      add(`<</Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length ${bytes.length}>>stream\n`, bytes, "\nendstream");
    }
    const table = size(), line = (start) => `${String(start).padStart(10, "0")} 00000 n \n`, count = starts.length + 1;
    parts.push(`xref\n0 ${count}\n0000000000 65535 f \n${starts.map(line).join("")}trailer<</Size ${count}/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`);
    return new Blob(parts, { type: "application/pdf" });
  }

  // A button that opens the camera, or with `stored` whatever is on the phone: `take`
  // gets what `of` gives, and may answer with a sentence on what is wrong with it.
  function button(label, take, { types, before, stored = false } = {}) {
    const { h, icon, t } = Ride.dom;
    const isPdf = Boolean(types && types.includes("pdf"));
    const words = h("span", label);
    const input = h("input.vh", { type: "file", accept: isPdf ? "image/*,application/pdf" : "image/*",
      capture: stored ? null : "environment", multiple: stored && isPdf, onchange: async () => {
        const files = [...input.files];
        if (!files.length) return;
        words.textContent = t("working");
        try {
          const said = await take(await of(files, types, before));
          if (said || words.textContent === t("working")) words.textContent = said || label;
        } catch (error) { words.textContent = t("no_picture"); }
        input.value = "";
      } });
    return h("label.r-btn", input, icon(stored ? "folder" : "cam"), words);
  }

  return { of, button };
})();
