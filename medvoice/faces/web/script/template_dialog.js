// Another template for the dictation that is shown; what was dictated goes over.

import { Dialog } from './dialog.js';
import { button, el } from './dom.js';
import { templates } from './rest.js';

export class TemplateDialog extends Dialog {
  /** use(name) → {outcome, answer}. */
  constructor(use) {
    super('templates', 'Template');
    this.use = use;
  }

  async open(current) {
    super.open();
    try {
      const all = await templates();
      this.body.replaceChildren(
        el('p', { text: 'What was dictated goes over to the new template. Undo brings the old one back.' }),
        el('ul', { class: 'choices' }, ...all.map((one) => el('li', {}, button(one.title, () => this.#use(one.name), {
          title: `${one.fields} fields`, 'aria-pressed': String(one.name === current),
        })))));
    } catch (error) {
      this.body.replaceChildren(el('p', { class: 'refusal', role: 'alert', text: error.message }));
    }
  }

  #use(name) {
    this.close();
    this.use(name);
  }
}
