// Editing one sentence by keyboard: Enter saves, Escape leaves it as it was, Shift+Enter a new line.
// A text that the daemon refused stays in the editor, with the reason: nothing that was typed is lost.

import { button, el } from './dom.js';

export class SentenceEditor {
  #done = false;

  /** text: as shown. save(text) → {outcome, answer}. closed(): the editor is gone. */
  constructor(label, text, save, closed) {
    this.was = text;
    this.save = save;
    this.closed = closed;
    this.input = el('textarea', { rows: 1, 'aria-label': label, spellcheck: 'true', maxlength: 20000 });
    this.input.value = text;
    this.refusal = el('p', { class: 'refusal', role: 'alert' });
    this.root = el('div', { class: 'editor' }, this.input, el('div', { class: 'tools' },
      button('Save', () => this.#finish(), { title: 'Enter' }),
      button('Cancel', () => this.cancel(), { title: 'Escape' }),
      el('span', { class: 'hint', text: text ? 'Enter saves, Escape cancels; an empty text deletes the sentence' : 'Enter saves, Escape cancels' })), this.refusal);
    this.input.addEventListener('keydown', (event) => this.#key(event));
    this.input.addEventListener('input', () => this.#fit());
  }

  focus() {
    this.#fit();
    this.input.focus();
    this.input.setSelectionRange(this.input.value.length, this.input.value.length);
  }

  cancel() {
    this.#close();
  }

  async #finish() {
    const text = this.input.value.trim();
    if (text === this.was) {
      this.#close();
      return;
    }
    this.input.disabled = true;
    const { outcome, answer } = await this.save(text);
    this.input.disabled = false;
    if (outcome === 'done') this.#close();
    else {
      this.refusal.textContent = `Not saved: ${answer || outcome}. Your text is still here.`;
      this.input.focus();
    }
  }

  #key(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#finish();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      this.cancel();
    }
    event.stopPropagation(); // no shortcut while somebody types
  }

  #fit() {
    this.input.style.height = 'auto';
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  #close() {
    if (this.#done) return;
    this.#done = true;
    this.root.remove();
    this.closed();
  }
}
