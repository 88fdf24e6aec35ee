// On the audio thread: float samples → 16-bit pieces with the number of their first sample.
// Time in which there was no sound to capture is a hole in the numbers, never silence that was made up.
// A device that was just opened gives zeros, or nothing, for some blocks: the numbers begin behind them.

const WAKES_S = 0.5;

class Capture extends AudioWorkletProcessor {
  constructor(options) {
    super();
    this.size = options.processorOptions.size;
    this.piece = new Int16Array(this.size);
    this.filled = 0;
    this.peak = 0;
    this.opened = null; // frame of the context at the first block
    this.base = null; // … that is sample 0
    this.next = 0; // number of the sample that would come next
    this.stopped = false;
    this.port.onmessage = () => {
      this.flush();
      this.stopped = true;
      this.port.postMessage({ end: this.next });
    };
  }

  process([channels]) {
    if (this.stopped) return false;
    const sound = channels[0];
    if (sound === undefined) return true;
    this.opened ??= currentFrame;
    if (this.base === null) {
      if (currentFrame - this.opened < WAKES_S * sampleRate && sound.every((value) => value === 0)) return true;
      this.base = currentFrame;
    }
    const at = currentFrame - this.base;
    if (at !== this.next) {
      this.flush();
      this.next = at;
    }
    for (const value of sound) {
      const scaled = Math.round(value * 32768);
      this.piece[this.filled] = scaled > 32767 ? 32767 : scaled < -32768 ? -32768 : scaled;
      this.peak = Math.max(this.peak, Math.abs(value));
      this.filled += 1;
      this.next += 1;
      if (this.filled === this.size) this.flush();
    }
    return true;
  }

  flush() {
    if (this.filled === 0) return;
    const samples = this.piece.slice(0, this.filled);
    this.port.postMessage({ first: this.next - this.filled, samples, peak: this.peak }, [samples.buffer]);
    this.filled = 0;
    this.peak = 0;
  }
}

registerProcessor('capture', Capture);
