// Which study: from the configured folders, or by its accession number from the configured server.

import { Dialog } from './dialog.js';
import { button, el } from './dom.js';
import { studies } from './rest.js';

const WAITS_MS = 250; // of typing

/** A list of studies to choose one from, and a prior; {study, prior} is what was chosen. */
export class StudyChooser {
  #timer = 0;
  #known = new Map(); // id → listed
  study = '';
  prior = '';

  constructor(changed = () => {}) {
    this.changed = changed;
    this.find = el('input', { type: 'search', maxlength: 64, placeholder: 'Name, number, date, accession', 'aria-label': 'Find a study' });
    this.find.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.load(), WAITS_MS);
    });
    this.list = el('ul', { class: 'list studies', 'aria-label': 'Studies' });
    this.number = el('input', { maxlength: 64, autocomplete: 'off', id: 'study-accession' });
    this.number.addEventListener('input', () => {
      this.study = '';
      this.#draw();
    });
    this.served = el('p', { class: 'served', hidden: true }, el('label', { for: 'study-accession', text: 'or its accession number ' }), this.number);
    this.more = el('p', { class: 'hint' });
    this.root = el('div', { class: 'chooser' }, this.find, this.list, this.more, this.served);
  }

  /** As the daemon takes it; null for none. */
  get chosen() {
    const number = this.number.value.trim();
    if (!this.study && number) return { study: `dicomweb:accession=${number}` };
    return this.study ? { study: this.study, ...(this.prior ? { prior: this.prior } : {}) } : null;
  }

  /** Whether there is anywhere to have a study from. */
  async load() {
    const found = await studies(this.find.value.trim());
    this.#known = new Map(found.studies.map((one) => [one.id, one]));
    this.served.hidden = !found.dicomweb;
    this.find.hidden = this.list.hidden = !found.folders;
    this.more.textContent = found.more ? `${found.more} more: type more of the name.` : '';
    this.#draw();
    return found.folders > 0 || found.dicomweb;
  }

  #draw() {
    const all = [...this.#known.values()];
    this.list.replaceChildren(...all.map((one) => this.#line(one)));
    if (!all.length) this.list.append(el('li', { class: 'none', text: 'No study fits.' }));
    this.changed();
  }

  #line(one) {
    const is = one.id === this.study ? 'present' : one.id === this.prior ? 'prior' : '';
    const name = one.patient || one.name;
    const about = [one.date, one.modality, one.description, one.patient_id && `ID ${one.patient_id}`, one.accession].filter(Boolean).join(' · ');
    return el('li', { data: { study: one.id }, class: is },
      el('div', {}, el('strong', { text: name }), el('p', { text: [about, one.patient && one.name].filter(Boolean).join(' · ') })),
      button(is === 'present' ? 'Chosen' : 'Choose', () => this.#choose(one.id), { 'aria-label': `${is === 'present' ? 'Chosen' : 'Choose'}: ${name}, ${one.date} ${one.description}`, 'aria-pressed': String(is === 'present') }),
      button('As prior', () => this.#choosePrior(one.id), { 'aria-label': `As prior: ${name}, ${one.date} ${one.description}`, 'aria-pressed': String(is === 'prior'), hidden: !this.study || is === 'present' }));
  }

  #choose(id) {
    this.study = this.study === id ? '' : id;
    if (this.prior === id || !this.study) this.prior = '';
    this.number.value = '';
    this.#draw();
  }

  #choosePrior(id) {
    this.prior = this.prior === id ? '' : id;
    this.#draw();
  }
}

export class StudyDialog extends Dialog {
  /** show(given) → {outcome, answer}. */
  constructor(show) {
    super('study-dialog', 'Study');
    this.show = show;
    this.error = el('p', { class: 'refusal', role: 'alert' });
    this.go = button('Show it', () => this.#show(), { class: 'primary', disabled: true });
    this.chooser = new StudyChooser(() => { this.go.disabled = this.chooser.chosen === null; });
    this.body.append(el('p', { text: 'The dictation is about this study from then on. It may choose the template; undo brings the old one back.' }),
      this.chooser.root, this.error, el('div', { class: 'tools' }, this.go));
  }

  async open() {
    super.open();
    this.error.textContent = '';
    try {
      if (!(await this.chooser.load())) this.error.textContent = 'No folder and no DICOMweb server is configured (studies.roots, dicomweb.url).';
    } catch (error) {
      this.error.textContent = error.message;
    }
  }

  async #show() {
    const { outcome, answer } = await this.show({ do: 'study', ...this.chooser.chosen });
    if (outcome === 'refused') this.error.textContent = answer;
    else this.close();
  }
}
