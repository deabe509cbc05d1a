"use strict";
// The loudspeaker of a display: a gong, then the clips of a call, one call at a time.
// window.Loudspeaker: state ("on", "blocked", "none"), start(), say(languages, short).
window.Loudspeaker = (() => {
  const MOST_CLIPS = 240, LONGEST = 40000, GAP = 0.04, VOICE_LIMIT = 12000;

  return class {
    constructor() {
      this.clips = new Map();
      this.audio = window.AudioContext ? new AudioContext() : null;
    }

    get state() {
      if (!this.audio) return "none";
      return this.audio.state === "running" ? "on" : "blocked";
    }

    // Browsers allow sound after a tap only, unless they were started to allow it.
    async start() {
      if (this.audio && this.audio.state !== "running") {
        await Promise.race([this.audio.resume().catch(() => {}), later(500)]);
      }
      return this.state;
    }

    // Ends when all is said. `short`: no gong, the first language only.
    say(languages, short) {
      return Promise.race([this.all(languages, short), later(LONGEST)]);
    }

    async all(languages, short) {
      if (this.state !== "on") return;
      if (!short) await this.gong();
      for (const one of short ? languages.slice(0, 1) : languages) {
        const clips = await Promise.all(one.clips.map((address) => this.clip(address)));
        if (clips.every(Boolean)) await this.play(clips);
        else await this.browserVoice(one);
      }
    }

    async clip(address) {
      if (!address) return null;
      const known = this.clips.get(address);
      if (known) return known;
      try {
        const answer = await fetch(address);
        if (!answer.ok) return null;
        const clip = await this.audio.decodeAudioData(await answer.arrayBuffer());
        // The oldest goes: a day of calls must not fill the memory.
        if (this.clips.size >= MOST_CLIPS) this.clips.delete(this.clips.keys().next().value);
        this.clips.set(address, clip);
        return clip;
      } catch {
        return null;
      }
    }

    async play(clips) {
      let at = this.audio.currentTime + 0.05;
      for (const clip of clips) {
        const source = this.audio.createBufferSource();
        source.buffer = clip;
        source.connect(this.audio.destination);
        source.onended = () => source.disconnect();
        source.start(at);
        at += clip.duration + GAP;
      }
      await later((at - this.audio.currentTime) * 1000 + 150);
    }

    async gong() {
      const begin = this.audio.currentTime + 0.02;
      [[0, 659], [0.45, 523]].forEach(([after, tone]) => {
        const wave = this.audio.createOscillator(), loud = this.audio.createGain();
        wave.frequency.value = tone;
        loud.gain.setValueAtTime(0.0001, begin + after);
        loud.gain.exponentialRampToValueAtTime(0.5, begin + after + 0.02);
        loud.gain.exponentialRampToValueAtTime(0.001, begin + after + 1.1);
        wave.connect(loud).connect(this.audio.destination);
        wave.onended = () => { wave.disconnect(); loud.disconnect(); };
        wave.start(begin + after);
        wave.stop(begin + after + 1.2);
      });
      await later(1400);
    }

    // Only where a clip is missing; many screens have no voice of their own.
    browserVoice({ text, language }) {
      if (!window.speechSynthesis) return Promise.resolve();
      const words = new SpeechSynthesisUtterance(text);
      words.lang = language;
      const said = new Promise((done) => { words.onend = words.onerror = done; });
      speechSynthesis.speak(words);
      return Promise.race([said, later(VOICE_LIMIT)]);
    }
  };

  function later(milliseconds) {
    return new Promise((done) => setTimeout(done, milliseconds));
  }
})();
