// The browser's microphone: opened, captured on the audio thread, noticed when it goes.

const RATE = 16000;
const PIECE_S = 0.04;
const MODULE = '/web/script/capture_worklet.js';
// The recogniser was trained on sound as it is; a browser's clean-up cuts the ends of words.
const SOUND = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };

export class AudioCapture {
  #context = null;
  #media = null;
  #node = null;
  #finished = null;
  #going = false;

  /** heard(first, samples, peak). lost(why): the microphone has gone; `stop` was done. */
  constructor(heard, lost) {
    this.heard = heard;
    this.lost = lost;
  }

  get rate() {
    return this.#context?.sampleRate ?? 0;
  }

  get open() {
    return this.#node !== null;
  }

  /** Throws an Error that says what to do. */
  async start() {
    if (!navigator.mediaDevices?.getUserMedia) {
      throw new Error('The browser gives a microphone only to pages from this machine (localhost) or over https.');
    }
    try {
      this.#media = await navigator.mediaDevices.getUserMedia({ audio: SOUND });
    } catch (error) {
      throw new Error(whyNot(error));
    }
    try {
      const source = await this.#connected();
      await this.#context.audioWorklet.addModule(MODULE);
      const size = Math.round(this.#context.sampleRate * PIECE_S);
      this.#node = new AudioWorkletNode(this.#context, 'capture', {
        numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit', processorOptions: { size },
      });
      this.#node.port.onmessage = ({ data }) => this.#took(data);
      this.#node.onprocessorerror = () => this.#gone('the browser stopped capturing');
      source.connect(this.#node);
      const [track] = this.#media.getAudioTracks();
      track.onended = () => this.#gone('it was unplugged, or taken away: plug it in and it goes on');
      this.#context.onstatechange = () => this.#awake();
      await this.#awake();
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  /** After it every sample captured was given to `heard`. */
  async stop() {
    if (!this.#node) return;
    await new Promise((done) => {
      this.#finished = done;
      this.#node.port.postMessage('stop');
      setTimeout(done, 500); // a context that stands still answers nothing
    });
    this.#release();
  }

  /** The source node, in a context of 16 kHz where the browser can, else of the device's own rate. */
  async #connected() {
    for (const wanted of [{ sampleRate: RATE }, {}]) {
      this.#context = new AudioContext({ latencyHint: 'interactive', ...wanted });
      try {
        return this.#context.createMediaStreamSource(this.#media);
      } catch {
        await this.#context.close();
      }
    }
    throw new Error('The browser cannot read this microphone. Choose another one in its settings.');
  }

  #took(data) {
    if ('end' in data) this.#finished?.();
    else this.heard(data.first, data.samples, data.peak);
  }

  async #awake() {
    if (this.#context && this.#context.state !== 'running' && this.#context.state !== 'closed') {
      await Promise.race([this.#context.resume(), new Promise((done) => setTimeout(done, 1000))]);
      if (this.#context && this.#context.state !== 'running') this.#gone('the browser holds it back: press Record');
    }
  }

  /** What was captured before it went is given first: up to a piece waits on the audio thread. */
  async #gone(why) {
    if (!this.#node || this.#going) return;
    this.#going = true;
    await this.stop();
    this.#going = false;
    this.lost(why);
  }

  #release() {
    for (const track of this.#media?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
    }
    if (this.#context) this.#context.onstatechange = null;
    this.#node?.disconnect();
    if (this.#context?.state !== 'closed') this.#context?.close();
    this.#context = this.#media = this.#node = null;
  }
}

function whyNot(error) {
  switch (error.name) {
    case 'NotAllowedError':
      return 'The browser does not allow the microphone on this page: allow it beside the address, then press Record.';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'No microphone was found: plug one in, then press Record.';
    case 'NotReadableError':
      return 'Another program holds the microphone: close it, then press Record.';
    default:
      return `The microphone could not be opened (${error.name}).`;
  }
}
