// The study on screen: its series, slices and windows; the prior beside it; boxes of answers. Where a study is being
// loaded, is asked about, or cannot be had, that is said in its place.

import { button, byId, el, named } from './dom.js';
import { PictureStore } from './picture_store.js';
import { studyPictures } from './rest.js';
import { SliceView } from './slice_view.js';

const WIDE = 'medvoice.studyWide';

export class StudyPane extends EventTarget {
  #listing = null;
  #asked = 0; // number of the study whose listing was asked for
  #pictures = new PictureStore();
  #beside = false;
  #linked = true;
  #match = { key: '', slices: [], why: '' };
  #offset = 0; // slices that the prior was moved by hand
  #marked = null; // number of the question whose boxes are shown
  #newest = null;

  /** acts: {intend, say, choose: opens the dialog}. Events: "open": another study, or none. */
  constructor(name, store, acts) {
    super();
    this.name = name;
    this.store = store;
    this.acts = acts;
    this.root = byId('study');
    this.present = new SliceView(name, 'Present', this.#pictures);
    this.prior = new SliceView(name, 'Prior', this.#pictures);
    this.message = el('div', { class: 'message' });
    this.priors = el('select', { 'aria-label': 'Which prior', on: { change: () => this.#openPrior(Number(this.priors.value)) } });
    this.besideButton = button('Prior beside', () => this.toggleBeside(), { 'aria-pressed': 'false', title: 'D' });
    this.linkButton = button('Scroll together', () => this.#link(!this.#linked), { 'aria-pressed': 'true', title: 'by the place in the patient' });
    this.linkWhy = el('span', { class: 'why', role: 'status' });
    this.wideButton = button('Wide', () => this.toggleWide(), { 'aria-pressed': 'false', title: 'V' });
    this.unmark = button('Hide boxes', () => this.#mark(null), { hidden: true });
    this.notes = el('details', { class: 'notes', hidden: true });
    this.bar = el('div', { class: 'tools', role: 'group', 'aria-label': 'Study' }, el('h2', { text: 'Study' }), this.besideButton, this.priors,
      this.linkButton, this.linkWhy, this.unmark, this.wideButton);
    this.views = el('div', { class: 'views' }, this.present.root, this.prior.root);
    this.root.append(this.bar, this.message, this.views, this.notes);
    this.present.addEventListener('slice', () => this.#followPresent());
    this.present.addEventListener('series', () => this.#rematch(true));
    this.prior.addEventListener('slice', () => this.#movedPrior());
    this.prior.addEventListener('series', () => this.#rematch(false));
    this.#layOut();
    if (localStorage.getItem(WIDE) === 'on') this.toggleWide();
    store.watch(['screen'], () => this.#screen());
    store.watch(['question/'], (changed) => this.#answered(changed));
  }

  get isOpen() {
    return this.#listing !== null;
  }

  /** Slices on, in the present study. */
  step(steps) {
    if (this.isOpen) this.present.step(steps);
  }

  nextSeries() {
    if (!this.isOpen) return;
    const count = this.#listing.studies[0].series.length;
    this.present.show({ series: (this.present.series + 1) % count });
    this.#rematch(true);
  }

  /** at: of the presets as the list has them; 0: the usual one. */
  preset(at) {
    for (const view of [this.present, this.prior]) {
      const option = view.windows.options[at];
      if (option && !view.windows.disabled) view.window(option.value);
    }
  }

  toggleBeside() {
    if (!this.isOpen || this.#listing.studies.length < 2) return;
    this.#beside = !this.#beside;
    this.besideButton.setAttribute('aria-pressed', String(this.#beside));
    this.#layOut();
    if (this.#beside) this.#openPrior(Number(this.priors.value || 1));
  }

  toggleWide() {
    const wide = document.body.classList.toggle('study-wide');
    this.wideButton.setAttribute('aria-pressed', String(wide));
    localStorage.setItem(WIDE, wide ? 'on' : 'off');
  }

  /** The images of an answer: {images, boxes, number}; at: which of them. */
  showSeen(cell, at) {
    const image = cell.images[at];
    const found = this.#place(image);
    if (!found) {
      this.acts.say('That image is not of the study on screen.');
      return;
    }
    if (found.study === 0) {
      const other = this.present.series !== found.series;
      this.present.show(found);
      if (other) this.#rematch(true); // what was matched is of the series before
      else this.#followPresent();
    } else {
      if (!this.#beside) this.toggleBeside();
      this.priors.value = String(found.study);
      this.prior.open(this.#listing, found);
      this.#link(false);
    }
    this.#mark(cell);
  }

  /** Whether an answer's image can be shown. */
  shows(image) {
    return this.#place(image) !== null;
  }

  #place(image) {
    const study = this.#listing?.studies.findIndex((one) => one.uid === image.study) ?? -1;
    if (study < 0) return null;
    const series = this.#listing.studies[study].series.findIndex((one) => one.uid === image.series && one.part === image.part);
    return series < 0 ? null : { study, series, index: image.index };
  }

  /** Boxes of an answer, or of none. */
  #mark(cell) {
    this.#marked = cell?.boxes.length ? cell.number : null;
    const boxes = (cell?.boxes ?? []).flatMap((box) => {
      const found = cell.images[box.image] && this.#place(cell.images[box.image]);
      return found ? [{ ...box, ...found }] : [];
    });
    this.unmark.hidden = !boxes.length;
    for (const view of [this.present, this.prior]) view.mark(boxes);
  }

  /** A new answer with boxes is shown at once: eyes are on the images, hands on nothing. */
  #answered(changed) {
    const newest = this.store.under('question/').at(-1)?.[1];
    if (!newest) return;
    const known = this.#newest;
    const done = newest.reply === 'model';
    if (known !== null && done && changed.has(`question/${newest.number}`) && newest.boxes.length && this.#marked !== newest.number) {
      this.showSeen(newest, newest.boxes[0].image);
    }
    this.#newest = newest.number;
  }

  async #screen() {
    this.#newest ??= this.store.seq >= 0 ? 0 : null;
    const screen = this.store.get('screen');
    const state = screen?.state ?? 'none';
    this.root.dataset.state = state;
    this.root.hidden = state === 'none' && !screen?.shown;
    this.#say(screen, state);
    if (!screen?.shown) {
      this.#close();
      return;
    }
    if (this.#asked === screen.shown) return;
    if (this.#listing && this.#listing.number !== screen.shown) this.#close(); // another study's pictures
    this.#asked = screen.shown;
    try {
      const listing = await studyPictures.listing(this.name);
      if (listing.number === this.store.get('screen')?.shown) this.#open(listing);
    } catch (error) {
      this.#asked = 0;
      this.message.replaceChildren(el('p', { role: 'alert', text: error.message }), button('Try again', () => this.#screen()));
      this.message.hidden = false;
    }
  }

  /** Of the study, and of the series that is shown: what is odd about them. */
  #sayNotes() {
    const notes = [...this.#listing.notes, ...this.present.current.notes];
    this.notes.hidden = notes.length === 0;
    this.notes.replaceChildren(el('summary', { text: notes.length === 1 ? notes[0] : `${notes.length} notes: ${notes.at(-1)}` }),
      ...notes.map((text) => el('p', { text })));
  }

  #close() {
    this.#asked = 0;
    if (!this.isOpen) return;
    this.#listing = null;
    this.#pictures.clear();
    this.#mark(null);
    this.#layOut();
    this.dispatchEvent(new Event('open'));
  }

  #open(listing) {
    this.#listing = listing;
    this.#pictures.clear();
    this.#beside = false;
    this.besideButton.setAttribute('aria-pressed', 'false');
    const priors = listing.studies.slice(1);
    this.priors.replaceChildren(...priors.map((one, at) => el('option', { value: at + 1, text: [one.date, one.description].filter(Boolean).join(' ') })));
    this.#layOut();
    this.present.open(listing, { study: 0, series: best(listing.studies[0].series) });
    this.#sayNotes();
    this.dispatchEvent(new Event('open'));
  }

  #layOut() {
    const open = this.isOpen;
    const priors = open && this.#listing.studies.length > 1;
    this.views.hidden = !open;
    this.bar.hidden = !open;
    this.besideButton.hidden = !priors;
    for (const control of [this.priors, this.linkButton, this.linkWhy]) control.hidden = !priors || !this.#beside;
    this.prior.root.hidden = !this.#beside;
    this.root.classList.toggle('beside', open && this.#beside);
    if (!open) {
      this.notes.hidden = true;
      this.unmark.hidden = true;
    }
  }

  #openPrior(study) {
    this.#offset = 0;
    this.prior.open(this.#listing, { study, series: alike(this.present.current, this.#listing.studies[study].series) });
    this.#rematch(false);
  }

  #link(linked) {
    this.#linked = linked;
    this.linkButton.setAttribute('aria-pressed', String(linked));
    if (linked) {
      this.#offset = 0;
      this.#followPresent();
    }
    this.#sayLink();
  }

  /** again: the prior's series that fits best is taken, too. */
  async #rematch(again) {
    this.#sayNotes();
    if (!this.#beside) return;
    if (again) {
      const series = alike(this.present.current, this.#listing.studies[this.prior.study].series);
      if (series !== this.prior.series) this.prior.show({ series });
    }
    const one = [this.present.study, this.present.series];
    const other = [this.prior.study, this.prior.series];
    const key = JSON.stringify([this.#listing.number, one, other]);
    if (key !== this.#match.key) {
      this.#match = { key, slices: [], why: '' };
      try {
        const found = await studyPictures.match(this.name, this.#listing.number, one, other);
        if (this.#match.key !== key) return;
        this.#match = { key, ...found };
      } catch (error) {
        this.#match.why = error.message;
      }
    }
    this.#followPresent();
    this.#sayLink();
  }

  #sayLink() {
    const fits = this.#match.slices.length > 0;
    this.linkButton.disabled = !fits;
    this.linkWhy.textContent = fits ? '' : this.#match.why;
  }

  #followPresent() {
    if (!this.#beside || !this.#linked) return;
    const index = this.#match.slices[this.present.index];
    if (index !== undefined && index !== null) this.prior.show({ index: index + this.#offset });
  }

  /** Scrolled by hand, it stays that much beside the place that fits: patients lie a little otherwise each time. */
  #movedPrior() {
    if (!this.#linked || !this.#match.slices.length) return;
    const fitting = this.#match.slices[this.present.index];
    if (fitting !== undefined && fitting !== null) this.#offset = this.prior.index - fitting;
  }

  #say(screen, state) {
    const shown = { loading: loading, asked: asked, broken: broken }[state]?.(screen, this.acts) ?? [];
    this.message.hidden = shown.length === 0;
    this.message.replaceChildren(...shown);
  }
}

function loading(screen) {
  const [done, of] = screen.progress ?? [0, 0];
  return [el('p', { role: 'status', class: 'wait', text: of ? `Fetching the study: ${done} of ${of} images` : 'Loading the study…' }),
    of ? el('progress', { value: done, max: of, 'aria-label': 'Images fetched' }) : null,
    el('p', { class: 'hint', text: 'Dictation goes on meanwhile.' })].filter(Boolean);
}

function asked(screen, acts) {
  const answer = (choice) => () => acts.intend({ do: 'study answer', number: screen.number, answer: choice });
  const rows = screen.differences.map((one) => el('tr', {}, el('th', { scope: 'row', text: one.what }), el('td', { text: named(one.order) }), el('td', { text: named(one.study) })));
  return [el('p', { role: 'alert', class: 'question', text: 'Is this the study of the order? Nothing was attached.' }),
    rows.length ? el('table', {}, el('thead', {}, el('tr', {}, el('td'), el('th', { scope: 'col', text: 'Order' }), el('th', { scope: 'col', text: 'Study' }))), el('tbody', {}, ...rows))
      : el('p', { text: screen.message }),
    el('div', { class: 'tools' }, button('Neither', answer('nothing'), { class: 'primary' }), button('The study without the order', answer('without order')),
      screen.choices.includes('anyway') ? button('They belong together', answer('anyway')) : null)];
}

function broken(screen, acts) {
  return [el('p', { role: 'alert', class: 'fault', text: screen.message || 'The study cannot be shown.' }),
    el('p', { class: 'hint', text: 'What is dictated is kept all the same.' }),
    el('div', { class: 'tools' }, button('Choose a study', () => acts.choose()))];
}

/** Index of the series to begin with: the longest stack, else the first that is no localiser. */
function best(series) {
  const worth = (one) => (one.kind === 'localiser' ? -1 : one.kind === 'volume' ? one.slices : 0);
  return series.reduce((found, one, at) => (worth(one) > worth(series[found]) ? at : found), 0);
}

/** Index of the series most like another: kind, modality and plane before words and length. */
function alike(one, series) {
  const likeness = (other) => [other.kind === one.kind, other.modality === one.modality, other.plane === one.plane,
    other.description.toLowerCase() === one.description.toLowerCase(), Math.min(other.slices, one.slices) / Math.max(other.slices, one.slices)]
    .reduce((sum, part, at) => sum + Number(part) * 10 ** (4 - at), 0);
  return series.reduce((found, other, at) => (likeness(other) > likeness(series[found]) ? at : found), 0);
}
