// One field of the report: its sentences, its warnings, what can be done with the chosen sentence.

import { button, el } from './dom.js';
import { about, markOf } from './origin.js';
import { SentenceEditor } from './sentence_editor.js';
import { words } from './transcript_pane.js';

const CLOSED = 'The report is final: only an addendum adds to it (Sign, or say “addendum”).';

export class FieldView {
  #chosen = ''; // id of a statement
  #editor = null;
  #statements = [];
  #drawn = ''; // what the sentences show; they are drawn again only for another: a click may be under way
  #drawnTools = '';
  #closed = false;

  /** spec: of the form cell. acts: {intend, play, say}. */
  constructor(spec, acts) {
    this.spec = spec;
    this.acts = acts;
    this.name = spec.alone ? spec.section : spec.label;
    const head = el(spec.alone ? 'h2' : 'h3', {},
      button(this.name, () => acts.intend({ do: 'go', field: spec.id }), { class: 'go', title: 'Dictate into this field' }));
    this.needed = el('span', { class: 'needed', text: 'required' });
    this.body = el('div', { class: 'sentences' });
    this.tools = el('div', { class: 'tools' });
    this.warnings = el('ul', { class: 'warnings', id: `warnings-${spec.id}`, 'aria-label': `Warnings: ${this.name}` });
    this.add = button('+', () => this.edit(''), { class: 'add', 'aria-label': `Add a sentence to ${this.name}`, title: 'Add a sentence' });
    this.root = el('section', { class: spec.alone ? 'field alone' : 'field', data: { field: spec.id }, 'aria-label': this.name },
      el('div', { class: 'head' }, head),
      el('div', {}, this.needed, this.body, this.tools, this.warnings), this.add);
  }

  /** closed: signed as final; it is read and heard, and no hand changes it. */
  show(statements, warnings, { isCurrent, point, closed }) {
    this.#statements = statements;
    this.#closed = closed;
    this.add.hidden = closed;
    this.root.classList.toggle('current', isCurrent);
    if (isCurrent) this.root.setAttribute('aria-current', 'true');
    else this.root.removeAttribute('aria-current');
    const empty = warnings.some((one) => one.check === 'required');
    this.needed.hidden = !empty;
    this.warnings.replaceChildren(...warnings.filter((one) => one.check !== 'required').map((one) => el('li', { text: one.message })));
    const warned = new Set(warnings.map((one) => one.statement));
    const drawn = JSON.stringify([statements, point?.statement, [...warned]]);
    if (!this.#editor && drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.#draw(point, warned);
    }
    this.#draw_tools(isCurrent);
  }

  /** Of a sentence; "" for a new one behind the chosen one. */
  edit(id) {
    if (this.#closed) {
      this.acts.say(CLOSED);
      return;
    }
    if (this.#editor) {
      this.#editor.focus();
      return;
    }
    const statement = this.#statements.find((one) => one.id === id);
    const { spec } = this;
    const save = (text) => this.acts.intend(statement
      ? { do: 'write', field: spec.id, statement: id, was: statement.text, text }
      : { do: 'add', field: spec.id, text, ...(this.#chosen ? { after: this.#chosen } : {}) });
    const label = statement ? `Edit a sentence of ${this.name}` : `New sentence in ${this.name}`;
    this.#editor = new SentenceEditor(label, statement?.text ?? '', save, () => this.#edited(id));
    const place = statement && this.body.querySelector(`[data-statement="${CSS.escape(id)}"]`);
    if (place) place.replaceWith(this.#editor.root);
    else this.body.append(this.#editor.root);
    this.tools.replaceChildren();
    this.#editor.focus();
  }

  /** Where words go: the sentence that is pointed at, else the last. */
  get newest() {
    return this.body.querySelector('.pointed') ?? this.body.lastElementChild;
  }

  get chosen() {
    return this.#statements.find((one) => one.id === this.#chosen) ?? null;
  }

  play(statement) {
    if (statement.audio) this.acts.play(statement.id);
    else this.acts.say('There is no sound of this sentence: nobody said it.');
  }

  #edited(id) {
    this.#editor = null;
    this.#drawn = this.#drawnTools = '';
    this.acts.redraw();
    (this.body.querySelector(`[data-statement="${CSS.escape(id)}"]`) ?? this.add).focus();
  }

  #choose(statement) {
    if (this.#chosen === statement.id) return;
    this.#chosen = statement.id;
    this.acts.chose(this);
    for (const one of this.body.querySelectorAll('.sentence')) one.classList.toggle('chosen', one.dataset.statement === statement.id);
    this.#draw_tools(this.root.classList.contains('current'));
  }

  /** Another field's sentence was chosen. */
  unchoose() {
    this.#chosen = '';
    for (const one of this.body.querySelectorAll('.chosen')) one.classList.remove('chosen');
    this.#draw_tools(this.root.classList.contains('current'));
  }

  #draw(point, warned) {
    const focused = this.body.contains(document.activeElement) ? document.activeElement.dataset.statement : null;
    if (!this.#statements.some((one) => one.id === this.#chosen)) this.#chosen = '';
    const parts = [];
    for (const [at, statement] of this.#statements.entries()) {
      if (at > 0) parts.push(statement.breaks_before > 0 ? el('br') : ' ');
      if (statement.breaks_before > 1 && at > 0) parts.push(el('br'));
      parts.push(this.#sentence(statement, point, warned.has(statement.id)));
    }
    this.body.replaceChildren(...parts);
    if (focused) this.body.querySelector(`[data-statement="${CSS.escape(focused)}"]`)?.focus();
  }

  #sentence(statement, point, isWarned) {
    const classes = ['sentence', statement.origin.replaceAll(' ', '-')];
    if (statement.id === this.#chosen) classes.push('chosen');
    if (isWarned) classes.push('warned');
    if (point?.statement === statement.id) classes.push('pointed');
    const mark = markOf(statement);
    return el('span', {
      class: classes.join(' '),
      role: 'button',
      tabindex: 0,
      title: about(statement),
      'aria-describedby': isWarned ? this.warnings.id : undefined,
      data: { statement: statement.id },
      on: {
        focus: () => this.#choose(statement),
        click: () => {
          this.#choose(statement);
          this.play(statement);
        },
        dblclick: () => this.edit(statement.id),
        keydown: (event) => this.#key(event, statement),
      },
    }, mark && el('span', { class: 'mark', text: mark.text, title: mark.title }), words(statement.text, statement.unsure));
  }

  #key(event, statement) {
    if (event.target !== event.currentTarget || event.ctrlKey || event.altKey || event.metaKey) return;
    const done = {
      Enter: () => this.edit(statement.id),
      ' ': () => this.play(statement),
      Delete: () => this.#remove(statement),
    }[event.key];
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
    done();
  }

  #remove(statement) {
    if (this.#closed) return this.acts.say(CLOSED);
    return this.acts.intend({ do: 'write', field: this.spec.id, statement: statement.id, was: statement.text, text: '' });
  }

  #draw_tools(isCurrent) {
    if (this.#editor) return;
    const { chosen } = this;
    const drawn = JSON.stringify([chosen, isCurrent, this.#closed]);
    if (drawn === this.#drawnTools) return;
    this.#drawnTools = drawn;
    const parts = [];
    if (chosen) {
      if (chosen.audio) parts.push(button('Play', () => this.play(chosen), { title: 'Space' }));
      if (!this.#closed) {
        parts.push(button('Edit', () => this.edit(chosen.id), { title: 'Enter' }));
        parts.push(button('Delete', () => this.#remove(chosen), { title: 'Delete' }));
      }
      if (chosen.origin === 'model' && !this.#closed) {
        parts.push(button('Accept draft', () => this.acts.intend({ do: 'command', name: 'accept draft' })));
        parts.push(button('Reject draft', () => this.acts.intend({ do: 'command', name: 'reject draft' })));
      }
      parts.push(el('span', { class: 'about', text: about(chosen) }));
    } else if (isCurrent && !this.#closed) {
      for (const choice of this.spec.choices.slice(0, 8)) {
        parts.push(button(choice, () => this.acts.intend({ do: 'add', field: this.spec.id, text: choice }), { class: 'choice' }));
      }
    }
    this.tools.replaceChildren(...parts);
  }
}
