// A command that waits for an answer: a choice by number, or a yes.

import { button, byId, el } from './dom.js';

export class AskedBar {
  /** acts: {command, say}. */
  constructor(store, acts) {
    this.root = byId('asked');
    this.acts = acts;
    store.watch(['asked'], () => this.#draw(store.get('asked')));
  }

  #draw(asked) {
    this.root.hidden = !asked;
    if (!asked) {
      this.root.replaceChildren();
      return;
    }
    const { command } = this.acts;
    const confirm = asked.question === 'confirm';
    const options = confirm
      ? [button('Yes', () => command('yes')), button('No', () => command('no'))]
      : asked.options.map((option, at) => button(`${at + 1}  ${option}`, () => command('choose', { number: String(at + 1) })));
    this.root.replaceChildren(
      el('p', { role: 'status', text: confirm ? `Really “${[asked.command, ...asked.options].join(': ')}”? Say or press yes or no.` : `“${asked.command}”: which one?` }),
      el('div', { class: 'tools', role: 'group', 'aria-label': asked.command }, ...options,
        confirm ? null : button('None', () => command('no'))));
  }
}
