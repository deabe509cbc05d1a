// The kiosk reads aloud: the page when asked, then whatever is touched or focused.
"use strict";

Kiosk.speech = (() => {
  const synth = window.speechSynthesis;
  const TAGS = { id: "id-ID", en: "en-US", km: "km-KH" };
  let on = false;

  const voice = (language) => {
    const known = synth ? synth.getVoices() : [];
    return known.find((one) => one.lang.toLowerCase().replace("_", "-").startsWith(language));
  };
  const can = (language) => Boolean(voice(language));

  function stop() { if (synth) synth.cancel(); }

  function say(text, language) {
    const found = text && voice(language);
    if (!found) return;
    stop();
    const words = new SpeechSynthesisUtterance(text);
    words.voice = found;
    words.lang = TAGS[language] || language;
    words.rate = 0.92;
    // Some engines drop what is said right after a cancel.
    setTimeout(() => synth.speak(words), 80);
  }

  const words = (element) => (element.getAttribute("aria-label") || element.innerText || "").replace(/\s+/g, " ").trim();

  function page(screen, language) {
    const parts = [...screen.querySelectorAll("h1, [data-say], [data-ticket] p, .k-go, .k-two li, .k-note, button")];
    const shown = parts.filter((part) => part.offsetParent !== null && !part.closest(".k-lang, .k-keys"));
    say(shown.map(words).filter(Boolean).join(". "), language);
  }

  function set(value) { on = value; if (!value) stop(); }
  if (synth) synth.getVoices(); // the first call makes the browser load them
  return { can, say, page, words, stop, set, isOn: () => on };
})();
