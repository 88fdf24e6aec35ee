// Keys. Function keys work everywhere, also while typing: foot switches and dictation microphones are mapped to them.
// Single letters work outside of texts, and can be switched off.

import { isTyping } from './dom.js';

const LETTERS = 'medvoice.letters';

/** A setting of this browser. */
export class Setting {
  constructor(key, otherwise) {
    this.key = key;
    this.otherwise = otherwise;
  }

  get on() {
    return (localStorage.getItem(this.key) ?? this.otherwise) === 'on';
  }

  set on(on) {
    localStorage.setItem(this.key, on ? 'on' : 'off');
  }
}

export const letters = new Setting(LETTERS, 'on');

/** table: [{keys: ["F9", "R"], what, down, up, again}]; "Shift+F2" and "Ctrl+Z" are keys, too. again: also while held. */
export class Shortcuts {
  #table = new Map();
  #held = new Map();

  constructor(table) {
    for (const entry of table) for (const key of entry.keys) this.#table.set(key.toLowerCase(), entry);
    addEventListener('keydown', (event) => this.#down(event));
    addEventListener('keyup', (event) => this.#up(event.code));
    addEventListener('blur', () => [...this.#held.keys()].forEach((code) => this.#up(code)));
  }

  #down(event) {
    const name = nameOf(event);
    const entry = this.#table.get(name);
    if (!entry || event.isComposing) return;
    const isFunction = /^(shift\+)?f\d+$/.test(name);
    if (!isFunction) {
      if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
      if (name.length === 1 && !letters.on) return;
    }
    event.preventDefault();
    if (event.repeat && !entry.again) return;
    this.#held.set(event.code, entry);
    entry.down();
  }

  #up(code) {
    this.#held.get(code)?.up?.();
    this.#held.delete(code);
  }
}

function nameOf(event) {
  if (event.altKey || event.metaKey) return '';
  const ctrl = event.ctrlKey ? 'ctrl+' : '';
  const shift = event.shiftKey && event.key.length > 1 ? 'shift+' : '';
  return `${ctrl}${shift}${event.key.toLowerCase()}`;
}
