// Signing: preliminary, final (asked twice, since nothing changes it after that), an addendum.

import { Dialog } from './dialog.js';
import { button, el } from './dom.js';
import { signIn } from './rest.js';

export class SignDialog extends Dialog {
  /** command(name) → {outcome, answer}. */
  constructor(store, command) {
    super('sign', 'Sign');
    this.store = store;
    this.command = command;
    store.watch(['status', 'warnings', 'session'], () => this.isOpen && this.#draw());
  }

  open() {
    this.#draw();
    super.open();
    signIn.state().then(({ user }) => { // a token of one's own has a name
      if (user === this.user) return;
      this.user = user;
      this.#draw();
    }, () => {});
  }

  #draw() {
    const { status, signed } = this.store.get('status', { status: 'draft', signed: [] });
    const author = this.user || this.store.get('session', {}).author;
    const warnings = this.store.get('warnings', []);
    const missing = warnings.filter((one) => one.check === 'required').length;
    const others = warnings.length - missing;
    const name = author ? `You sign as ${author}.` : 'You sign with the name that the daemon is configured with (report.author).';
    const open = [
      missing && `${missing} required ${missing === 1 ? 'field is' : 'fields are'} empty`,
      others && `${others} ${others === 1 ? 'warning' : 'warnings'} from the checks`,
    ].filter(Boolean).join(', ');
    const drafts = Object.entries(this.store.cells)
      .filter(([cell]) => cell.startsWith('field/'))
      .flatMap(([, sentences]) => sentences).filter((one) => one.origin === 'model').length;
    const hadFocus = this.body.contains(document.activeElement);
    this.refusal = el('p', { class: 'refusal', role: 'alert' });
    this.body.replaceChildren(
      el('p', { text: name }),
      el('p', {}, 'The report is ', el('strong', { text: status }), '.'),
      open ? el('div', { class: 'warning' }, el('p', { text: `${open}.` }),
        el('ul', { class: 'warnings' }, ...warnings.filter((one) => one.check !== 'required').map((one) => el('li', { text: one.message })))) : el('p', { text: 'No required field is empty, and the checks found nothing.' }),
      drafts ? el('p', { class: 'warning', text: `${drafts} ${drafts === 1 ? 'sentence was' : 'sentences were'} drafted by the model and not accepted.` }) : '',
      el('div', { class: 'tools' }, ...this.#ways(status)),
      this.refusal,
      el('ol', { class: 'signed' }, ...signed.map((one) => el('li', { text: `${one.status} · ${one.by || 'no name'} · ${new Date(one.at).toLocaleString()}` }))));
    if (hadFocus) this.root.querySelector('.close').focus(); // its button may be gone, and no key would reach the dialog
  }

  #ways(status) {
    if (status === 'final') return [button('Begin an addendum', () => this.#do('addendum'))];
    return [
      status === 'draft' || status === 'addendum' ? button('Sign as preliminary', () => this.#do('preliminary')) : '',
      button('Sign as final', (event) => this.#final(event.target), { class: 'primary' }),
    ];
  }

  /** Two presses; the daemon's own question is answered with the second. */
  async #final(control) {
    if (control.dataset.sure !== 'yes') {
      control.dataset.sure = 'yes';
      control.textContent = 'Nothing but an addendum changes it then. Sign?';
      return;
    }
    const { outcome } = await this.#do('finalize');
    if (outcome === 'asked') await this.#do('yes');
  }

  async #do(name) {
    const done = await this.command(name);
    this.refusal.textContent = done.outcome === 'refused' ? done.answer : '';
    return done;
  }
}
