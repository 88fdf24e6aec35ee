// Slices as the daemon draws them, kept in memory for a while and nowhere else; the newest wish goes first.

import { studyPictures } from './rest.js';

const MOST_BYTES = 128 << 20;

export class PictureStore {
  #kept = new Map(); // address → {bitmap, window, bytes}, the last used at the end
  #bytes = 0;
  #coming = new Map(); // address → promise

  /** address: of a picture → {bitmap, window: [centre, width] or null}. Throws RestError. */
  async get(address) {
    const known = this.kept(address);
    if (known) return known;
    if (!this.#coming.has(address)) {
      const asked = this.#fetched(address).finally(() => this.#coming.delete(address));
      this.#coming.set(address, asked);
    }
    return this.#coming.get(address);
  }

  /** The same where it is there already, else null. */
  kept(address) {
    const known = this.#kept.get(address);
    if (!known) return null;
    this.#kept.delete(address);
    this.#kept.set(address, known);
    return known;
  }

  /** Another study is on screen. */
  clear() {
    this.#kept.clear();
    this.#bytes = 0;
  }

  async #fetched(address) {
    const { blob, window } = await studyPictures.picture(address);
    const bitmap = await createImageBitmap(blob);
    const made = { bitmap, window, bytes: bitmap.width * bitmap.height * 4 };
    this.#kept.set(address, made);
    this.#bytes += made.bytes;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#bytes <= MOST_BYTES || oldest === address) break;
      this.#kept.delete(oldest); // not closed: it may be being drawn
      this.#bytes -= bytes;
    }
    return made;
  }
}
