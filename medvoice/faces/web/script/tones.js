// Short, quiet tones: eyes are on the images. A taken command goes up, one that was not understood down.

const TONES = {
  taken: [[660, 0.05], [880, 0.06]],
  refused: [[440, 0.08], [330, 0.12]],
  asleep: [[520, 0.08], [390, 0.1], [290, 0.12]],
  awake: [[390, 0.07], [520, 0.07], [660, 0.08]],
  lost: [[880, 0.07], [0, 0.04], [880, 0.07], [0, 0.04], [880, 0.07]], // as medvoice/session/tones.py, which says why
};
const GAIN = 0.04;
const KEY = 'medvoice.tones';

export class Tones {
  #context = null;

  get on() {
    return localStorage.getItem(KEY) !== 'off';
  }

  set on(on) {
    localStorage.setItem(KEY, on ? 'on' : 'off');
  }

  play(name) {
    if (!this.on || !navigator.userActivation.hasBeenActive) return; // the browser would refuse, and complain
    this.#context ??= new AudioContext();
    if (this.#context.state === 'suspended') this.#context.resume();
    let at = this.#context.currentTime + 0.01;
    for (const [hertz, seconds] of TONES[name]) {
      if (hertz) this.#beep(hertz, at, seconds);
      at += seconds;
    }
  }

  #beep(hertz, at, seconds) {
    const tone = new OscillatorNode(this.#context, { frequency: hertz, type: 'sine' });
    const gain = new GainNode(this.#context, { gain: 0 });
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(GAIN, at + 0.01); // without it the ends click
    gain.gain.linearRampToValueAtTime(0, at + seconds);
    tone.connect(gain).connect(this.#context.destination);
    tone.start(at);
    tone.stop(at + seconds);
  }
}
