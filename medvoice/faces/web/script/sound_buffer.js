// Sound that is not on the daemon's disk yet, by sample number. Bounded: when it is full, what comes new is
// not taken (what was said first is kept whole), and the caller says so.

export class SoundBuffer {
  #pieces = []; // {first, samples}, rising, without overlap; holes stay holes
  #head = 0; // pieces before it are forgotten
  kept = 0; // samples

  /** most: samples. */
  constructor(most) {
    this.most = most;
  }

  /** False when there is no room. */
  add(first, samples) {
    if (this.kept + samples.length > this.most) return false;
    this.#pieces.push({ first, samples });
    this.kept += samples.length;
    return true;
  }

  /** One past the last sample, 0 for none ever. */
  get end() {
    const last = this.#pieces.at(-1);
    return last ? last.first + last.samples.length : 0;
  }

  /** The first sound at or behind `sample`: {first, samples}, at most `most` samples without a hole; null for none. */
  from(sample, most) {
    let at = this.#index(sample);
    if (at >= this.#pieces.length) return null;
    const start = Math.max(sample, this.#pieces[at].first);
    const parts = [];
    let [next, length] = [start, 0];
    while (at < this.#pieces.length && length < most) {
      const { first, samples } = this.#pieces[at];
      if (first > next) break;
      const part = samples.subarray(next - first, next - first + most - length);
      parts.push(part);
      length += part.length;
      next += part.length;
      at += 1;
    }
    if (parts.length === 1) return { first: start, samples: parts[0] };
    const joined = new Int16Array(length);
    let to = 0;
    for (const part of parts) {
      joined.set(part, to);
      to += part.length;
    }
    return { first: start, samples: joined };
  }

  /** Sound before `durable` is safe elsewhere. */
  forget(durable) {
    while (this.#head < this.#pieces.length) {
      const { first, samples } = this.#pieces[this.#head];
      if (first + samples.length > durable) break;
      this.kept -= samples.length;
      this.#head += 1;
    }
    // The last piece stays, so that `end` is known.
    const drop = Math.min(this.#head, this.#pieces.length - 1);
    if (drop > 256 || drop * 2 > this.#pieces.length) {
      this.#pieces.splice(0, drop);
      this.#head -= drop;
    }
  }

  /** Of the first piece that ends behind `sample`. */
  #index(sample) {
    let [low, high] = [this.#head, this.#pieces.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const { first, samples } = this.#pieces[middle];
      if (first + samples.length > sample) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
