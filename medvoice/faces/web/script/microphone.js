// The microphone as the page shows it: off, starting, on, held (open, not listening), lost, refused.

import { AudioCapture } from './audio_capture.js';

const BEFORE_S = 0.4; // of sound in front of a push-to-talk key: the first syllable is said while it goes down
const WARM_MS = 5 * 60 * 1000; // that it stays open behind such a key
const AGAIN_MS = 2000;

export class Microphone extends EventTarget {
  #capture = new AudioCapture((...heard) => this.#heard(...heard), (why) => this.#lost(why));
  #sender;
  #stream = null;
  #base = 0; // number, in the capture, of the stream's first sample
  #before = []; // the last pieces, while it is held open for a key
  #keepBefore = false;
  #cold = 0;
  #again = 0;
  #trying = null; // to open a lost one: until that has ended
  state = 'off';
  why = '';
  level = -120; // dBFS of the last piece

  /** Events: "state", "level", "full". */
  constructor(sender) {
    super();
    this.#sender = sender;
    sender.addEventListener('refused', ({ detail }) => this.#refused(detail.message));
    sender.addEventListener('taken', ({ detail }) => {
      this.#stream = null;
      this.off(`Another page has taken the microphone over; ${detail.seconds.toFixed(1)} s were not sent.`);
    });
    navigator.mediaDevices?.addEventListener('devicechange', () => this.#retry());
  }

  get wanted() {
    return this.state !== 'off' && this.state !== 'held';
  }

  /** On, or already on. */
  async on() {
    if (this.state === 'on' || this.state === 'starting') return;
    clearTimeout(this.#again);
    clearTimeout(this.#cold);
    if (!this.#capture.open || this.#trying) {
      this.#turn('starting');
      try {
        await this.#trying; // two at once would close each other's, with the page saying "on"
        if (!this.#capture.open) await this.#capture.start();
      } catch (error) {
        this.#turn('refused', error.message);
        return;
      }
    }
    if (!this.#stream) this.#begin();
  }

  #begin() {
    this.#stream = this.#sender.begin(this.#capture.rate);
    this.#base = null;
    for (const [first, samples] of this.#before.splice(0)) this.#give(first, samples);
    this.#keepBefore = false;
    this.#turn('on');
  }

  /** Off: the device is closed, what was captured is sent. */
  async off(why = '') {
    clearTimeout(this.#again);
    clearTimeout(this.#cold);
    this.#keepBefore = false;
    this.#before = [];
    await this.#capture.stop();
    this.#endStream();
    this.level = -120;
    this.#turn('off', why);
    this.dispatchEvent(new Event('level'));
  }

  /** Not listening, but open. forKey: a little sound is kept, so that the next key press is in time. */
  hold(forKey) {
    if (this.state !== 'on') return;
    this.#endStream();
    this.#keepBefore = forKey;
    this.#turn('held');
    clearTimeout(this.#cold);
    if (forKey) this.#cold = setTimeout(() => this.off(), WARM_MS);
  }

  #endStream() {
    if (this.#stream) this.#sender.end(this.#stream);
    this.#stream = null;
  }

  #heard(first, samples, peak) {
    this.level = peak > 0 ? 20 * Math.log10(peak) : -120;
    this.dispatchEvent(new Event('level'));
    if (this.#stream) this.#give(first, samples);
    else if (this.#keepBefore) {
      this.#before.push([first, samples]);
      const oldest = first - BEFORE_S * this.#capture.rate;
      while (this.#before[0][0] < oldest) this.#before.shift();
    }
  }

  #give(first, samples) {
    this.#base ??= first;
    if (!this.#sender.add(this.#stream, first - this.#base, samples)) this.dispatchEvent(new Event('full'));
  }

  /** Unplugged: it is tried again, in silence, until it is back or is switched off. */
  #lost(why) {
    const wasWanted = this.wanted;
    this.#endStream();
    this.#before = [];
    this.level = -120;
    this.#turn(wasWanted ? 'lost' : 'off', why);
    if (wasWanted) this.#again = setTimeout(() => this.#retry(), AGAIN_MS);
  }

  async #retry() {
    if (this.state !== 'lost' || this.#trying) return;
    clearTimeout(this.#again);
    this.#trying = this.#try();
    await this.#trying;
    this.#trying = null;
  }

  async #try() {
    const failed = await this.#capture.start().then(() => false, () => true);
    if (this.state === 'starting') return; // switched on by hand meanwhile: `on` goes on with it
    if (this.state !== 'lost') await this.#capture.stop(); // switched off meanwhile
    else if (failed) this.#again = setTimeout(() => this.#retry(), AGAIN_MS);
    else this.#begin();
  }

  #refused(message) {
    this.#turn(this.state, `${message[0].toUpperCase()}${message.slice(1)}; what you say is kept here.`);
    this.dispatchEvent(new Event('refused'));
  }

  #turn(state, why = '') {
    this.state = state;
    this.why = why;
    this.dispatchEvent(new Event('state'));
  }
}
