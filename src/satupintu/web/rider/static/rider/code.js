// The citizen's one-time code, checked without a network: the phone knows a salted,
// slow hash of it only. The server checks again.
"use strict";

Ride.code = (() => {
  const bytes = (hex) => new Uint8Array(hex.match(/../g).map((pair) => parseInt(pair, 16)));
  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  async function fits(check, typed) {
    const material = await crypto.subtle.importKey("raw", new TextEncoder().encode(typed), "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(check.salt), iterations: check.rounds };
    return hex(await crypto.subtle.deriveBits(how, material, 256)) === check.hash;
  }
  return { fits };
})();
