// The report by section and field, as the daemon has it. Editing, playing and moving are intents.

import { button, byId, el } from './dom.js';
import { FieldView } from './field_view.js';

const CELLS = ['form', 'field/', 'warnings', 'current', 'point', 'status', 'undo', 'redo'];
const ADDENDUM = 'addendum';
const sectionOf = (field) => field.split('.')[0];

export class ReportPane {
  #root = byId('report');
  #fields = new Map();
  sections = new Map();
  #form = null;
  #current = '';
  #shown = ''; // the current field with what stands in it

  /** acts: {intend, play, say}. */
  constructor(store, acts) {
    this.store = store;
    this.acts = { ...acts, redraw: () => this.#draw(), chose: (view) => this.#chose(view) };
    this.undo = button('Undo', () => acts.command('undo'));
    this.redo = button('Redo', () => acts.command('redo'));
    this.bar = el('div', { class: 'bar', role: 'toolbar', 'aria-label': 'Report' }, this.undo, this.redo,
      button('Scratch that', () => acts.command('scratch that'), { title: 'F4 or S' }),
      button('Rest normal', () => acts.command('rest normal')),
      button('Draft impression', () => acts.command('draft impression')),
      button('Check', () => acts.command('check report')));
    this.sheet = el('div', { class: 'sheet' });
    this.#root.append(this.bar, this.sheet);
    store.watch(CELLS, () => this.#draw());
    new ResizeObserver(() => this.#isEdited || this.#toCurrent()).observe(this.#root);
  }

  /** The chosen sentence's field and the sentence; null for none. */
  get chosen() {
    for (const view of this.#fields.values()) if (view.chosen) return { view, statement: view.chosen };
    return null;
  }

  editChosen() {
    const { chosen } = this;
    if (chosen) chosen.view.edit(chosen.statement.id);
    else this.#fields.get(this.#current)?.edit('');
  }

  #draw() {
    const form = this.store.get('form', []);
    if (JSON.stringify(form) !== this.#form) this.#build(form);
    const warnings = this.store.get('warnings', []);
    const point = this.store.get('point');
    const status = this.store.get('status')?.status ?? 'draft';
    const current = status === 'addendum' ? ADDENDUM : this.store.get('current', '');
    if (!this.#fields.has(ADDENDUM) && (status === 'addendum' || this.store.get(`field/${ADDENDUM}`))) {
      this.#field({ id: ADDENDUM, section: 'Addendum', label: 'Addendum', required: false, alone: true, choices: [] }, this.sheet);
    }
    for (const [id, view] of this.#fields) {
      const statements = this.store.get(`field/${id}`, []);
      view.show(statements, warnings.filter((one) => one.field === id || (view.spec.alone && one.field === sectionOf(id))), {
        isCurrent: id === current, point, closed: status === 'final' || (status === 'addendum' && id !== ADDENDUM),
      });
    }
    for (const [section, list] of this.sections) {
      list.replaceChildren(...warnings.filter((one) => one.field === section).map((one) => el('li', { text: one.message })));
    }
    this.#draw_bar();
    const shown = current + JSON.stringify(this.store.get(`field/${current}`));
    const isNew = shown !== this.#shown;
    this.#current = current;
    this.#shown = shown;
    if (isNew && !this.#isEdited) this.#toCurrent();
  }

  /** Somebody types: what they look at stays where it is. */
  get #isEdited() {
    return this.sheet.querySelector('.editor') !== null;
  }

  #toCurrent() {
    const view = this.#fields.get(this.#current);
    view?.root.scrollIntoView({ block: 'nearest' });
    view?.newest?.scrollIntoView({ block: 'nearest' }); // a field may be longer than the pane
  }

  #draw_bar() {
    for (const [name, control] of [['undo', this.undo], ['redo', this.redo]]) {
      const step = this.store.get(name, '');
      control.disabled = !step;
      control.title = step ? `${name}: ${step}` : `nothing to ${name}`;
    }
    const { status, signed } = this.store.get('status', { status: 'draft', signed: [] });
    this.sheet.dataset.status = status;
    const last = signed.at(-1);
    this.signature ??= el('p', { class: 'signature' });
    this.signature.textContent = last ? `${last.status} · ${last.by || 'no name'} · ${new Date(last.at).toLocaleString()}` : '';
    this.sheet.append(this.signature);
  }

  #build(form) {
    this.#form = JSON.stringify(form);
    this.#fields.clear();
    this.sections.clear();
    this.sheet.replaceChildren();
    let section = null;
    let name = null;
    for (const spec of form) {
      if (spec.alone) {
        this.#field(spec, this.sheet);
        name = null;
        continue;
      }
      if (spec.section !== name) {
        name = spec.section;
        const list = el('ul', { class: 'warnings', 'aria-label': `Warnings: ${name}` });
        this.sections.set(sectionOf(spec.id), list);
        section = el('section', { class: 'section', 'aria-label': name }, el('h2', { text: name }), list);
        this.sheet.append(section);
      }
      this.#field(spec, section);
    }
  }

  #field(spec, into) {
    const view = new FieldView(spec, this.acts);
    this.#fields.set(spec.id, view);
    into.append(view.root);
  }

  #chose(chosen) {
    for (const view of this.#fields.values()) if (view !== chosen) view.unchoose();
  }
}
