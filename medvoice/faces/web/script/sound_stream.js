// One stream: a microphone's sound from the moment it was switched on, and how far the daemon has it.

import { SoundBuffer } from './sound_buffer.js';

export class SoundStream {
  sent = 0; // samples before it were handed to the socket
  have = 0; // … were taken by the daemon
  durable = 0; // … are on its disk
  ended = false; // nothing more will be captured
  endTold = false; // … and the daemon was told so, on this connection
  endEverTold = false; // … or on one before
  lost = 0; // samples that found no room

  /** room: samples that may wait here. */
  constructor(rate, room) {
    this.name = crypto.randomUUID();
    this.rate = rate;
    this.buffer = new SoundBuffer(room);
    this.end = 0;
  }

  /** False where there was no room: the hole is stated by the numbers of what comes behind it. */
  add(first, samples) {
    this.end = first + samples.length;
    if (this.buffer.add(first, samples)) return true;
    this.lost += samples.length;
    return false;
  }

  /** The daemon says how far it is. `again`: the connection is new, what was on its way is gone. */
  progress(have, durable, again) {
    if (again) {
      this.sent = have;
      this.endTold = false;
    }
    this.have = have;
    this.durable = durable;
    this.buffer.forget(durable);
  }

  /** The next message for the socket, null when all is sent. 8 bytes of number, then the samples. */
  message(most) {
    const piece = this.buffer.from(this.sent, most);
    if (piece === null) return null;
    this.sent = piece.first + piece.samples.length;
    const bytes = new ArrayBuffer(8 + piece.samples.byteLength);
    new DataView(bytes).setBigUint64(0, BigInt(piece.first), true);
    new Int16Array(bytes, 8).set(piece.samples); // little-endian on everything that runs a browser
    return bytes;
  }

  /** All of it was taken by the daemon: the end can be told. */
  get taken() {
    return this.ended && this.have >= this.buffer.end;
  }

  /** All of it is on the daemon's disk. The rest of a block, and what a resampler holds, is written once the end was told. */
  get safe() {
    return this.endTold && this.durable >= this.buffer.end;
  }

  /** Seconds that are nowhere but here. */
  get waiting() {
    return this.buffer.kept / this.rate;
  }
}
