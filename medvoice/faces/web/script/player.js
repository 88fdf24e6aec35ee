// What was said, played in the browser; text read by a voice of this machine (never by one on the network).

export class Player extends EventTarget {
  #audio = null;
  #queue = [];
  #make;

  /** make: URL → something with play(), pause(), onended, onerror. Events: "start", "end". */
  constructor(make = (url) => new Audio(url)) {
    super();
    this.#make = make;
  }

  get playing() {
    return this.#audio !== null;
  }

  /** URLs, one behind the other; what played before stops. */
  async play(urls) {
    this.stop();
    this.#queue = [...urls];
    if (this.#queue.length === 0) return;
    this.dispatchEvent(new Event('start'));
    this.#next();
  }

  read(text) {
    this.stop();
    const voice = globalThis.speechSynthesis?.getVoices().find((one) => one.localService && one.lang.startsWith('en'));
    if (!voice || !text) return false;
    const said = new SpeechSynthesisUtterance(text);
    said.voice = voice;
    said.onend = said.onerror = () => this.#ended(said);
    this.#audio = said;
    this.dispatchEvent(new Event('start'));
    speechSynthesis.speak(said);
    return true;
  }

  stop() {
    const playing = this.#audio;
    if (!playing) return;
    this.#queue = [];
    if (playing.pause) playing.pause();
    else speechSynthesis.cancel();
    this.#ended(playing);
  }

  #next() {
    const audio = this.#make(this.#queue.shift());
    this.#audio = audio;
    audio.onended = () => this.#ended(audio);
    audio.onerror = () => this.#failed(audio);
    audio.play()?.catch(() => this.#failed(audio));
  }

  #failed(audio) {
    if (this.#audio !== audio) return;
    this.dispatchEvent(new Event('failed'));
    this.#ended(audio);
  }

  #ended(audio) {
    if (this.#audio !== audio) return;
    if (this.#queue.length) {
      this.#next();
      return;
    }
    this.#audio = null;
    this.dispatchEvent(new Event('end'));
  }
}
