// A dialog: closed by Escape or its button, focus goes back to where it was (the browser's own <dialog>).

import { button, el } from './dom.js';

export class Dialog {
  constructor(name, title) {
    this.body = el('div', { class: 'body' });
    this.root = el('dialog', { id: name, 'aria-labelledby': `${name}-title` },
      el('div', { class: 'head' }, el('h2', { id: `${name}-title`, text: title }),
        button('Close', () => this.close(), { class: 'close' })),
      this.body);
    this.root.addEventListener('click', (event) => {
      if (event.target === this.root) this.close(); // the backdrop
    });
    this.root.addEventListener('close', () => this.closed?.());
    document.body.append(this.root);
  }

  get isOpen() {
    return this.root.open;
  }

  open() {
    if (!this.root.open) this.root.showModal();
  }

  close() {
    this.root.close();
  }
}
