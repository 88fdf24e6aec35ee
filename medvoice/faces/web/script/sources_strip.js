// What questions are answered from beside the study: the patient's record, given here, and the documents of the house.

import { button, byId, el, named } from './dom.js';
import { documents, records } from './rest.js';

const CHOICES = { anyway: 'It is this patient’s: take it', nothing: 'Do not take it' };

export class SourcesStrip {
  #busy = false;
  #fault = '';
  #open = false;
  #given = null; // a text that holds several patients: whose is asked

  constructor(name, store) {
    this.name = name;
    this.store = store;
    this.file = el('input', { type: 'file', multiple: true, hidden: true, accept: '.json,.ndjson,.jsonl,application/fhir+json,application/json',
      'aria-label': 'Files of the patient’s record (FHIR)', on: { change: () => this.#chosen() } });
    this.record = el('div', { class: 'record' });
    this.documents = el('div', { class: 'documents' });
    this.root = el('div', { id: 'sources', role: 'group', 'aria-label': 'Answered from, beside the study' }, this.record, this.documents, this.file);
    byId('exchanges').before(this.root);
    for (const event of ['dragover', 'drop']) byId('questions').addEventListener(event, (given) => this.#dropped(given));
    store.watch(['record'], () => this.#drawRecord());
    store.watch(['documents'], () => this.#drawDocuments());
  }

  async #chosen() {
    const files = [...this.file.files];
    this.file.value = ''; // so that the same one can be chosen again
    await this.#give(files);
  }

  async #dropped(event) {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    if (event.type === 'drop') await this.#give([...event.dataTransfer.files]);
  }

  async #give(files) {
    if (!files.length || this.#busy) return;
    try {
      this.#given = await joined(files);
    } catch (error) {
      this.#fault = error.message;
      this.#drawRecord();
      return;
    }
    await this.#put('');
  }

  #put(patient) {
    return this.#do(async () => {
      try {
        await records.give(this.name, this.#given, patient);
        this.#given = null;
      } catch (error) {
        if (error.code !== 'several_patients') this.#given = null;
        throw error;
      }
    });
  }

  async #do(what) {
    this.#busy = true;
    this.#fault = '';
    this.#drawRecord();
    try {
      await what();
    } catch (error) {
      this.#fault = error.message;
    }
    this.#busy = false;
    this.#drawRecord();
  }

  #drawRecord() {
    const cell = this.store.get('record');
    this.record.hidden = !cell;
    if (!cell) return;
    this.record.dataset.state = this.#busy ? 'busy' : cell.state;
    const asks = cell.state === 'asked' && !this.#busy;
    const message = this.#busy ? '' : this.#fault || cell.message;
    const loud = this.#fault || asks || cell.state === 'broken';
    this.record.replaceChildren(this.#line(cell, asks),
      message ? el('p', { class: loud ? 'warning' : 'hint', role: loud ? 'alert' : null, text: message }) : '',
      asks && cell.differences.length ? differing(cell.differences) : '',
      asks ? el('div', { class: 'tools' }, ...cell.choices.map((choice) => button(CHOICES[choice], () => this.#do(() => records.answer(this.name, cell.number, choice))))) : '',
      this.#given && !this.#busy ? this.#whose() : '');
  }

  /** What there is, in one line where there is room; more of it, and what can be done with it, one click away. */
  #line(cell, asks) {
    const mark = el('span', { class: 'mark', text: 'Record' });
    if (this.#busy || cell.state === 'reading') return el('p', { class: 'line' }, mark, 'being read…');
    if (cell.state === 'none') return el('p', { class: 'line' }, mark, button('Give the patient’s record…', () => this.file.click()));
    const { name, born, sex, id } = cell.patient;
    if (asks) return el('p', { class: 'line' }, mark, el('strong', { text: name || 'of nobody named' }), cell.said);
    const more = el('details', { on: { toggle: () => { this.#open = more.open; } } },
      el('summary', {}, mark, el('strong', { text: name || (cell.state === 'broken' ? 'not there' : 'of nobody named') }),
        cell.said ? ` · ${cell.said.replace(/^a record \((.*)\)$/, '$1')}` : ''),
      el('p', { class: 'hint', text: [born && `born ${born}`, sex, id && `ID ${id}`].filter(Boolean).join(' · ') }),
      ...cell.notes.map((text) => el('p', { class: 'hint', text })),
      el('div', { class: 'tools' }, button('Another…', () => this.file.click()),
        button('Take away', () => this.#do(() => records.remove(this.name)))));
    more.open = this.#open || cell.state === 'broken';
    return more;
  }

  /** Several patients are in it. */
  #whose() {
    const whose = el('input', { id: 'record-patient', maxlength: 80, autocomplete: 'off', required: true });
    return el('form', { class: 'tools', on: { submit: (event) => { event.preventDefault(); this.#put(whose.value.trim()); } } },
      el('label', { for: 'record-patient', text: 'Whose record' }), whose, el('button', { type: 'submit', text: 'Take this one’s' }),
      button('Do not take it', () => { this.#given = null; this.#fault = ''; this.#drawRecord(); }));
  }

  #drawDocuments() {
    const cell = this.store.get('documents');
    this.documents.hidden = !cell;
    if (!cell) return;
    this.documents.dataset.state = cell.state;
    const says = { reading: `being read, ${cell.looked} files so far`, ready: `${cell.documents} documents`, broken: cell.message }[cell.state];
    const line = [el('span', { class: 'mark', text: 'Guidelines' }), el('span', { class: cell.state === 'broken' ? 'warning' : '', text: says })];
    if (!cell.left_out) {
      this.documents.replaceChildren(el('p', { class: 'line' }, ...line));
      return;
    }
    const list = el('div', { class: 'hint' });
    const more = el('details', { on: { toggle: () => more.open && this.#leftOut(list) } }, el('summary', {}, ...line, ` · ${cell.left_out} left out`), list);
    this.documents.replaceChildren(more);
  }

  async #leftOut(list) {
    try {
      const found = await documents();
      list.replaceChildren(...found.left_out.map((text) => el('p', { text })), found.more ? el('p', { text: `${found.more} more` }) : '');
    } catch (error) {
      list.textContent = error.message;
    }
  }
}

function differing(differences) {
  const cells = (kind, ...texts) => texts.map((text) => el(kind, { text }));
  return el('table', {},
    el('thead', {}, el('tr', {}, ...cells('th', '', 'Record', 'Here'))),
    el('tbody', {}, ...differences.map((one) => el('tr', {}, el('th', { scope: 'row', text: one.what }), ...cells('td', named(one.record), named(one.study))))));
}

/** Several files as one list. As text: numbers stay as they are written. */
async function joined(files) {
  const texts = [];
  for (const file of files) {
    const text = words(await file.arrayBuffer(), file.name).trim();
    const lines = /\.(ndjson|jsonl)$/i.test(file.name) ? text.split('\n').filter((line) => line.trim()) : [text];
    if (files.length > 1) {
      try {
        lines.forEach((line) => JSON.parse(line));
      } catch {
        throw new Error(`${file.name} is not JSON. Nothing was taken.`);
      }
    }
    texts.push(...lines);
  }
  return texts.length === 1 ? texts[0] : `[${texts.join(',')}]`;
}

/** A unit or a name with signs put in for bytes that are no UTF-8 would be given as if it were so. */
function words(bytes, name) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${name} is not UTF-8. Nothing was taken.`);
  }
}
