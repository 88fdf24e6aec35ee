// Streams to the daemon, in their order: each is sent, ended, made durable, and only then forgotten.

import { SoundStream } from './sound_stream.js';

const ROOM_S = 30 * 60; // 58 MB at 16 kHz: longer than any daemon takes to come back
const FULL_AT = 0.8; // of the room: said before it is too late
const MESSAGE_S = 1; // at most in one message; live ones hold what there is
const UNSENT = 1 << 19; // bytes in the socket above which the rest waits here
const AGAIN_MS = 50;

export class SoundSender extends EventTarget {
  #connection;
  #streams = [];
  #joined = null; // the stream that the daemon has confirmed on this connection
  #timer = 0;
  take = false; // also from another page's microphone

  /** Events: "refused" {message}, "taken", "change". */
  constructor(connection) {
    super();
    this.#connection = connection;
    connection.addEventListener('state', () => this.#reconnected());
    connection.addEventListener('message', ({ detail }) => this.#told(detail));
  }

  /** A microphone was switched on. */
  begin(rate) {
    const stream = new SoundStream(rate, ROOM_S * rate);
    this.#streams.push(stream);
    if (this.#streams.length === 1) this.#join();
    return stream;
  }

  /** False where it found no room. */
  add(stream, first, samples) {
    const room = stream.add(first, samples);
    this.#pump();
    return room;
  }

  /** Switched off: the rest is sent, then the turn ends. */
  end(stream) {
    stream.ended = true;
    this.#pump();
  }

  /** Nothing of it can be sent any more. */
  drop(stream) {
    this.#streams = this.#streams.filter((one) => one !== stream);
    this.#joined = null;
    this.#join();
  }

  /** Of the stream that was refused. */
  takeOver() {
    this.take = true;
    this.#join();
  }

  /** Seconds of sound that are nowhere but here. */
  get waiting() {
    return this.#streams.reduce((sum, one) => sum + one.waiting, 0);
  }

  /** Seconds that found no room. */
  get lost() {
    return this.#streams.reduce((sum, one) => sum + one.lost / one.rate, 0);
  }

  get nearlyFull() {
    return this.waiting > FULL_AT * ROOM_S;
  }

  #reconnected() {
    this.#joined = null;
    this.#join();
  }

  #join() {
    const [first] = this.#streams;
    if (!first || this.#connection.state !== 'open') return;
    const message = { type: 'audio', stream: first.name, rate: first.rate };
    this.#connection.tell(this.take ? { ...message, take: true } : message);
  }

  #told(message) {
    const [first] = this.#streams;
    if (!first || message.stream !== first.name) return;
    switch (message.type) {
      case 'audio':
        first.progress(message.have, message.durable, this.#joined !== first);
        this.#joined = first;
        this.take = false;
        if (first.safe) this.#next();
        else this.#pump();
        break;
      case 'audio refused':
        // All of it was taken and its end told before the connection broke: it has ended there.
        if (first.endEverTold) this.#next();
        else this.dispatchEvent(new CustomEvent('refused', { detail: message }));
        break;
      case 'audio taken':
        this.drop(first);
        this.dispatchEvent(new CustomEvent('taken', { detail: { seconds: first.waiting } }));
        break;
      default:
    }
    this.dispatchEvent(new Event('change'));
  }

  #pump() {
    const [first] = this.#streams;
    if (!first || this.#joined !== first || this.#connection.state !== 'open') return;
    clearTimeout(this.#timer);
    while (this.#connection.unsent < UNSENT) {
      const bytes = first.message(MESSAGE_S * first.rate);
      if (bytes === null) {
        if (first.taken && !first.endTold) {
          first.endTold = first.endEverTold = true;
          this.#connection.tell({ type: 'audio end', stream: first.name, at: first.end });
        }
        return;
      }
      this.#connection.send(bytes);
    }
    this.#timer = setTimeout(() => this.#pump(), AGAIN_MS);
  }

  #next() {
    this.#streams.shift();
    this.#joined = null;
    this.#join();
  }
}
