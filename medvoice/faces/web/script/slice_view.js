// One picture of the study pane: a series, its slice, its window, and boxes over it.

import { el } from './dom.js';
import { studyPictures } from './rest.js';

const USUAL = 'usual';
const OWN = 'own';
const STEPS = [256, 512, 768, 1024, 1536, 2048]; // sizes asked for, so that a changed pane asks seldom
const PAGE = 10; // slices
const AHEAD = 4; // slices fetched before they are looked at
const DRAG = 1 / 300; // of the window's width for each pixel of the mouse
const WHEEL = 40; // of deltaY, for a slice; a mouse's notch has 100 to 120, a touchpad many small ones
const SVG = 'http://www.w3.org/2000/svg';

export class SliceView extends EventTarget {
  study = 0;
  series = 0;
  index = 0;
  #listing = null;
  #window = { name: USUAL }; // {name}, or {name: OWN, centre, width}
  #shown = null; // [centre, width] of the picture on screen
  #wanted = ''; // address of the picture that should be on screen
  #painted = ''; // … that is
  #asking = false;
  #boxes = [];
  #wheel = 0;
  #drag = null;

  /** name: of the session. label: "Present", "Prior". Events: "slice" (by hand), "series". */
  constructor(name, label, pictures) {
    super();
    this.name = name;
    this.label = label;
    this.pictures = pictures;
    this.select = el('select', { 'aria-label': `${label}: series`, on: { change: () => this.#chosen() } });
    this.windows = el('select', { 'aria-label': `${label}: window`, on: { change: () => this.#windowed(this.windows.value) } });
    this.canvas = el('canvas', { 'aria-hidden': 'true' });
    this.marks = document.createElementNS(SVG, 'svg');
    this.marks.setAttribute('aria-hidden', 'true');
    this.marks.setAttribute('preserveAspectRatio', 'none');
    this.where = el('output', { class: 'where' });
    this.fault = el('p', { class: 'fault', role: 'status' });
    this.stage = el('div', { class: 'stage', tabindex: '0', role: 'slider', 'aria-valuemin': '1', 'aria-orientation': 'vertical' },
      this.canvas, this.marks, this.fault);
    this.root = el('figure', { class: 'view', 'aria-label': label },
      el('figcaption', {}, this.select, this.windows), this.stage, this.where);
    this.#listen();
    new ResizeObserver(() => this.#fit()).observe(this.stage);
  }

  /** listing: of the daemon. choice: {study, series, index}. */
  open(listing, choice) {
    this.#listing = listing;
    this.#blank();
    this.#window = { name: USUAL };
    const all = listing.studies[choice.study].series;
    this.select.replaceChildren(...all.map((one, at) => el('option', { value: at, text: seriesLine(one) })));
    this.show(choice);
  }

  get current() {
    return this.#listing?.studies[this.study]?.series[this.series] ?? null;
  }

  /** Another series or slice, not by hand. */
  show({ study = this.study, series = this.series, index }) {
    const changed = study !== this.study || series !== this.series || !this.windows.options.length;
    this.study = study;
    this.series = series;
    const one = this.current;
    if (changed) {
      this.#blank();
      this.#window = { name: USUAL };
      this.select.value = String(series);
      this.#offerWindows(one);
    }
    this.index = Math.min(one.slices - 1, Math.max(0, index ?? one.first));
    this.#draw();
  }

  /** Of another series nothing is shown until its own picture is there. */
  #blank() {
    this.#painted = '';
    this.canvas.hidden = true;
  }

  /** By hand: `steps` slices on. */
  step(steps) {
    const before = this.index;
    this.show({ index: this.index + steps });
    if (this.index !== before) this.dispatchEvent(new Event('slice'));
  }

  /** boxes: [{top, left, bottom, right, label}] of the slice at `index` of this series; of others none are drawn. */
  mark(boxes) {
    this.#boxes = boxes;
    this.#drawBoxes();
  }

  /** name: of a preset, or "usual". */
  window(name) {
    if ([...this.windows.options].some((one) => one.value === name)) this.#windowed(name);
  }

  get rows() {
    return this.current?.rows ?? 1;
  }

  #chosen() {
    this.show({ series: Number(this.select.value) });
    this.dispatchEvent(new Event('series'));
  }

  #offerWindows(one) {
    const presets = one.modality === 'CT' ? this.#listing.windows : [];
    this.windows.replaceChildren(el('option', { value: USUAL, text: 'usual window' }),
      ...presets.map(({ name, centre, width }) => el('option', { value: name, text: `${name} ${centre}/${width}` })));
    this.windows.disabled = one.colours;
    this.windows.value = USUAL;
  }

  #windowed(name) {
    if (name !== OWN) this.#window = { name };
    this.#ownOption(false);
    this.windows.value = name;
    this.#draw();
  }

  /** By mouse: centre and width of one's own. */
  #windowTo(centre, width) {
    this.#window = { name: OWN, centre: Math.round(centre * 10) / 10, width: Math.max(1, Math.round(width * 10) / 10) };
    this.#ownOption(true);
    this.#draw();
  }

  #ownOption(there) {
    let own = [...this.windows.options].find((one) => one.value === OWN);
    if (there && !own) {
      own = el('option', { value: OWN });
      this.windows.append(own);
    }
    if (!there) own?.remove();
    else {
      own.textContent = `own ${this.#window.centre}/${this.#window.width}`;
      this.windows.value = OWN;
    }
  }

  #address(index) {
    const { clientWidth, clientHeight } = this.stage;
    const side = Math.max(clientWidth, clientHeight) * (globalThis.devicePixelRatio || 1);
    const size = STEPS.find((one) => one >= side) ?? STEPS.at(-1);
    return studyPictures.address(this.name, this.#listing.number, { study: this.study, series: this.series, index }, this.#window, size);
  }

  #draw() {
    if (!this.#listing || !this.stage.clientWidth) return;
    this.#wanted = this.#address(this.index);
    this.#say(this.current);
    this.#drawBoxes();
    if (this.#wanted === this.#painted) return;
    const kept = this.pictures.kept(this.#wanted);
    if (kept) this.#paint(this.#wanted, kept);
    else this.#work();
  }

  /** One picture is asked for at a time; while it comes, only the newest wish is remembered. */
  async #work() {
    if (this.#asking) return;
    this.#asking = true;
    while (this.#wanted !== this.#painted) {
      const address = this.#wanted;
      try {
        const found = await this.pictures.get(address);
        // While the window is dragged, also what is a step behind.
        if (address === this.#wanted || this.#drag) this.#paint(address, found);
      } catch (error) {
        if (address === this.#wanted) this.#broken(address, error.message);
      }
    }
    this.#asking = false;
    this.#ahead();
  }

  #paint(address, { bitmap, window }) {
    this.#painted = address;
    this.#shown = window;
    this.fault.textContent = '';
    this.canvas.width = bitmap.width;
    this.canvas.height = bitmap.height;
    this.canvas.getContext('2d').drawImage(bitmap, 0, 0);
    this.canvas.hidden = false;
    this.#say(this.current);
    this.#drawBoxes();
    this.root.dataset.shown = address;
  }

  #broken(address, message) {
    this.#painted = address;
    this.canvas.hidden = true;
    this.fault.textContent = message;
    this.root.dataset.shown = 'broken';
  }

  /** The next ones, in the direction of the last step; nothing waits for them. */
  async #ahead() {
    const wanted = this.#wanted;
    for (let away = 1; away <= AHEAD; away += 1) {
      for (const index of [this.index + away, this.index - away]) {
        if (wanted !== this.#wanted || this.#asking) return;
        if (index < 0 || index >= (this.current?.slices ?? 0)) continue;
        const address = this.#address(index);
        try {
          await this.pictures.get(address);
        } catch {
          return; // said when it is looked at
        }
      }
    }
  }

  /** Into the stage, with the pixels' own shape. */
  #fit() {
    const one = this.current;
    if (!one) return;
    const { clientWidth, clientHeight } = this.stage;
    const [width, height] = [one.columns, one.rows * one.aspect];
    const scale = Math.min(clientWidth / width, clientHeight / height);
    for (const element of [this.canvas, this.marks]) {
      element.style.width = `${width * scale}px`;
      element.style.height = `${height * scale}px`;
    }
    this.#draw();
  }

  #say(one) {
    const unit = { volume: 'slice', images: 'image', frames: 'frame', localiser: 'image', 'whole slide': 'level' }[one.kind];
    const place = `${unit} ${this.index + 1} of ${one.slices}`;
    const coming = this.#wanted === this.#painted ? '' : ' · loading';
    const window = this.#shown && !one.colours ? ` · C ${this.#shown[0]} W ${this.#shown[1]}` : '';
    this.where.textContent = `${this.label} · ${place}${window}${coming}`;
    this.stage.setAttribute('aria-valuemax', one.slices);
    this.stage.setAttribute('aria-valuenow', this.index + 1);
    this.stage.setAttribute('aria-valuetext', place);
    this.stage.setAttribute('aria-label', `${this.label}: ${seriesLine(one)}. Arrow keys change the slice.`);
  }

  #drawBoxes() {
    const one = this.current;
    if (!one) return;
    this.marks.setAttribute('viewBox', `0 0 ${one.columns} ${one.rows}`);
    // Over the picture that they belong to, and no other: it may still be on its way.
    const here = this.#wanted !== this.#painted ? [] : this.#boxes.filter((box) => box.index === this.index && box.study === this.study && box.series === this.series);
    this.marks.replaceChildren(...here.flatMap((box) => {
      const rect = svg('rect', { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top });
      const text = svg('text', { x: box.left, y: Math.max(box.top - one.rows * 0.012, one.rows * 0.035), 'font-size': one.rows * 0.035 });
      text.textContent = box.label;
      return [rect, text];
    }));
  }

  #listen() {
    const { stage } = this;
    stage.addEventListener('wheel', (event) => {
      event.preventDefault();
      this.#wheel += event.deltaMode === 0 ? event.deltaY : event.deltaY * WHEEL;
      const steps = Math.trunc(this.#wheel / WHEEL);
      if (!steps) return;
      this.#wheel = 0;
      this.step(Math.abs(event.deltaY) >= 100 ? Math.sign(steps) : steps);
    }, { passive: false });
    stage.addEventListener('keydown', (event) => {
      const last = (this.current?.slices ?? 1) - 1;
      const to = {
        ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, PageDown: PAGE, PageUp: -PAGE, Home: -this.index, End: last - this.index,
      }[event.key];
      if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.step(to);
    });
    stage.addEventListener('pointerdown', (event) => {
      if (event.button > 2 || !this.#shown || this.current.colours) return;
      stage.setPointerCapture(event.pointerId);
      this.#drag = { x: event.clientX, y: event.clientY, from: this.#shown };
    });
    stage.addEventListener('pointermove', (event) => {
      if (!this.#drag) return;
      const { x, y, from: [centre, width] } = this.#drag;
      const [dx, dy] = [event.clientX - x, event.clientY - y];
      if (Math.abs(dx) + Math.abs(dy) < 3) return;
      this.#windowTo(centre + dy * width * DRAG, width * Math.exp(dx * DRAG * 2));
    });
    for (const name of ['pointerup', 'pointercancel']) stage.addEventListener(name, () => { this.#drag = null; });
    stage.addEventListener('dblclick', () => this.#windowed(USUAL));
    stage.addEventListener('contextmenu', (event) => event.preventDefault());
  }
}

/** A series in a line: "3 axial lung, CT, 311". */
export function seriesLine(one) {
  const number = one.number === null ? '' : `${one.number}`;
  const part = one.part > 1 ? `part ${one.part}` : '';
  return [number, one.description || one.plane || one.kind, part, one.modality, `(${one.slices})`].filter(Boolean).join(' ');
}

function svg(name, given) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
  return made;
}

