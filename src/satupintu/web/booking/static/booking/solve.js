"use strict";
// Works on a challenge of the ALTCHA format, version 2, in a thread of its own:
// find the counter whose derived key begins with the wanted bytes.

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) =>
  Array.from(new Uint8Array(buffer), (b) => b.toString(16).padStart(2, "0")).join("");

async function solve({ parameters, signature }) {
  const { nonce, salt, cost, keyLength, keyPrefix } = parameters;
  const password = new Uint8Array(nonce.length / 2 + 4);
  password.set(bytes(nonce));
  const tail = new DataView(password.buffer, nonce.length / 2);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  for (let counter = 0; counter < 1e6; counter += 1) {
    tail.setUint32(0, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, [
      "deriveBits",
    ]);
    const derived = hex(await crypto.subtle.deriveBits(how, key, keyLength * 8));
    if (derived.startsWith(keyPrefix)) {
      const challenge = { parameters, signature };
      return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey: derived } }));
    }
  }
  throw new Error("no solution");
}

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ proof: await solve(data) });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
