// The daemon's token, shown once; the browser keeps a cookie that no script can read.

import { Dialog } from './dialog.js';
import { el } from './dom.js';
import { signIn } from './rest.js';

export class SignInDialog extends Dialog {
  constructor() {
    super('sign-in', 'Sign in');
    this.root.querySelector('.close').hidden = true;
    this.root.addEventListener('cancel', (event) => event.preventDefault());
    this.input = el('input', { id: 'token', type: 'password', autocomplete: 'current-password', required: true, maxlength: 512 });
    this.error = el('p', { class: 'refusal', role: 'alert' });
    this.body.append(el('form', { on: { submit: (event) => this.#show(event) } },
      el('input', { class: 'unseen', autocomplete: 'username', value: 'medvoice', readonly: true, tabindex: -1, 'aria-label': 'User' }),
      el('label', { for: 'token', text: 'The daemon’s token' }), this.input,
      el('button', { type: 'submit', class: 'primary', text: 'Sign in' })), this.error);
  }

  /** Resolves once this browser may come in. */
  async until() {
    const { signed_in: done } = await signIn.state();
    if (done) return;
    this.open();
    await new Promise((entered) => {
      this.entered = entered;
    });
    this.close();
  }

  async #show(event) {
    event.preventDefault();
    try {
      await signIn.show(this.input.value);
      this.input.value = '';
      this.entered();
    } catch (error) {
      this.error.textContent = error.message;
    }
  }
}
