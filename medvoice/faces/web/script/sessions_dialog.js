// The dictations: a new one (with its template), one that goes on, one that is deleted. Also the page's first view.

import { Dialog } from './dialog.js';
import { button, el } from './dom.js';
import { sessions, templates } from './rest.js';
import { StudyChooser } from './study_dialog.js';

export class SessionsDialog extends Dialog {
  /** join(name): show that session. */
  constructor(join) {
    super('sessions', 'Dictations');
    this.join = join;
    this.select = el('select', { id: 'new-template' });
    this.error = el('p', { class: 'refusal', role: 'alert' });
    this.chooser = new StudyChooser();
    this.study = el('details', { class: 'study', hidden: true }, el('summary', { text: 'With its study' }), this.chooser.root);
    this.list = el('ol', { class: 'list' });
    const form = el('form', { class: 'new', on: { submit: (event) => this.#create(event) } },
      el('label', { for: 'new-template', text: 'Template' }), this.select,
      el('button', { type: 'submit', class: 'primary', text: 'New dictation', autofocus: true }));
    this.body.append(form, this.study, this.error, this.list);
  }

  async open(current = '') {
    this.current = current;
    this.root.querySelector('.close').hidden = !current;
    super.open();
    await this.#load();
  }

  async #load() {
    try {
      const [all, kinds, any] = await Promise.all([sessions.all(), templates(), this.chooser.load()]);
      this.study.hidden = !any;
      const before = this.select.value || localStorage.getItem('medvoice.template');
      this.select.replaceChildren(el('option', { value: '', text: any ? 'the study’s, else the usual one' : 'the usual one' }),
        ...kinds.map((one) => el('option', { value: one.name, text: one.title })));
      if (kinds.some((one) => one.name === before)) this.select.value = before;
      this.list.replaceChildren(...all.map((one) => this.#line(one)));
      if (all.length === 0) this.list.append(el('li', { class: 'none', text: 'No dictation yet.' }));
      this.error.textContent = '';
    } catch (error) {
      this.error.textContent = error.message;
    }
  }

  #line(one) {
    const state = one.fault ? `cannot be read: ${one.fault}` : one.running ? 'open' : one.ended ? 'ended' : 'interrupted';
    const minutes = `${Math.floor(one.seconds / 60)}:${String(Math.floor(one.seconds % 60)).padStart(2, '0')}`;
    const about = `${when(one.created)} · ${minutes} min · ${one.statements} sentences · ${one.status} · ${state}`;
    const here = one.name === this.current;
    return el('li', { data: { session: one.name }, class: here ? 'here' : '' },
      el('div', {}, el('strong', { text: one.title }), el('p', { text: here ? `${about} · shown now` : about })),
      here || one.fault ? null : this.#button(one, one.ended ? 'Open again' : 'Go on', () => this.#join(one.name)),
      one.running ? null : this.#button(one, 'Delete', (event) => this.#remove(one, event.target)));
  }

  /** For screen readers, of which dictation: all lines have the same ones. */
  #button(one, text, done) {
    return button(text, done, { 'aria-label': `${text}: ${one.title}, ${when(one.created)}` });
  }

  #join(name) {
    this.close();
    this.join(name);
  }

  async #create(event) {
    event.preventDefault();
    try {
      const made = await sessions.create(this.select.value, this.chooser.chosen);
      localStorage.setItem('medvoice.template', this.select.value);
      this.#join(made.name);
    } catch (error) {
      this.error.textContent = error.message;
    }
  }

  async #remove(one, control) {
    if (control.dataset.sure !== 'yes') {
      control.dataset.sure = 'yes';
      control.textContent = 'Delete sound and report?';
      control.removeAttribute('aria-label');
      return;
    }
    try {
      await sessions.remove(one.name);
    } catch (error) {
      this.error.textContent = error.message;
    }
    await this.#load();
  }
}

function when(created) {
  const at = new Date(created);
  return Number.isNaN(at.valueOf()) ? created : at.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}
