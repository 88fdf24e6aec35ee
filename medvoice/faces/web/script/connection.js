// The live socket: opened again whenever it breaks; cells resume where they stood, intents are repeated until answered.

const WAITS_MS = [100, 250, 500, 1000];
const SILENT_MS = 4000; // the daemon says something ten times a second
const LOOKS_MS = 500;
const FINAL = { 4404: 'There is no such session.' };

export class Connection extends EventTarget {
  #address;
  #store;
  #make;
  #socket = null;
  #intents = new Map(); // key → {message, answered}
  #tries = 0;
  #timer = 0;
  #looking = 0;
  #heard = 0;
  state = 'closed'; // connecting, open, waiting, closed
  gone = false; // closed for good: there is no such session

  /** make: url → WebSocket. Events: "state", "message" (what is neither cells nor answers). */
  constructor(address, store, make = (url) => new WebSocket(url)) {
    super();
    this.#address = address;
    this.#store = store;
    this.#make = make;
  }

  /** Also again, after it was closed: a session that has ended goes on. */
  start() {
    this.#tries = 0;
    clearInterval(this.#looking);
    this.#looking = setInterval(() => this.#look(), LOOKS_MS);
    this.#open();
  }

  /** No more. */
  stop(why = '') {
    clearInterval(this.#looking);
    clearTimeout(this.#timer);
    this.#let_go()?.close();
    this.#turn('closed', why);
  }

  /** Now rather than later: the network is back, the page is looked at. */
  hurry() {
    if (this.state !== 'waiting') return;
    clearTimeout(this.#timer);
    this.#open();
  }

  get waiting() {
    return this.#intents.size;
  }

  /** Bytes that the browser has not handed on. */
  get unsent() {
    return this.#socket?.bufferedAmount ?? 0;
  }

  tell(message) {
    if (this.state === 'open') this.#socket.send(JSON.stringify(message));
  }

  send(bytes) {
    if (this.state === 'open') this.#socket.send(bytes);
  }

  /** Something done by hand: {do, …} → {outcome, answer}, once it is durable. */
  intend(given) {
    const key = crypto.randomUUID();
    const message = { type: 'intent', key, ...given };
    return new Promise((answered) => {
      this.#intents.set(key, { message, answered });
      this.tell(message);
    });
  }

  #open() {
    this.#turn(this.#tries ? this.state : 'connecting');
    const socket = this.#make(this.#address);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#heard = performance.now();
    socket.onopen = () => {
      this.#heard = performance.now();
      socket.send(JSON.stringify({ type: 'hello', epoch: this.#store.epoch, seq: this.#store.seq }));
      this.#tries = 0;
      this.#turn('open');
      for (const { message } of this.#intents.values()) this.tell(message);
    };
    socket.onmessage = ({ data }) => this.#took(JSON.parse(data));
    socket.onclose = ({ code }) => this.#broke(code);
  }

  #took(message) {
    this.#heard = performance.now();
    switch (message.type) {
      case 'state':
      case 'diff':
        try {
          this.#store.apply(message);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          this.#store.epoch = ''; // asks for everything
          this.#broke(0);
        }
        break;
      case 'done': {
        const found = this.#intents.get(message.key);
        this.#intents.delete(message.key);
        found?.answered({ outcome: message.outcome, answer: message.answer });
        break;
      }
      case 'closed':
        this.stop(message.message || 'The session has ended.');
        break;
      default:
        this.dispatchEvent(new CustomEvent('message', { detail: message }));
    }
  }

  #broke(code) {
    this.#let_go();
    if (code in FINAL) {
      this.gone = true;
      this.stop(FINAL[code]);
      return;
    }
    const wait = WAITS_MS[Math.min(this.#tries, WAITS_MS.length - 1)];
    this.#tries += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), wait);
    this.#turn('waiting', code === 4409 ? 'The session runs in another process.' : '');
  }

  /** A pulled cable closes nothing: silence does. */
  #look() {
    if (this.#socket && performance.now() - this.#heard > SILENT_MS) this.#broke(0);
  }

  #let_go() {
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    return socket;
  }

  #turn(state, why = '') {
    this.state = state;
    this.dispatchEvent(new CustomEvent('state', { detail: { state, why, tries: this.#tries } }));
  }
}
