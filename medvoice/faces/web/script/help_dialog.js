// What can be said and pressed.

import { Dialog } from './dialog.js';
import { el } from './dom.js';
import { commands } from './rest.js';

export class HelpDialog extends Dialog {
  /** keys: of shortcuts.js. letters, tones, headphones: {get on, set on}, switches. */
  constructor(keys, switches) {
    super('help', 'Keys and voice commands');
    this.filter = el('input', { id: 'help-filter', type: 'search', placeholder: 'Find a command', 'aria-label': 'Find a command' });
    this.filter.addEventListener('input', () => this.#sift());
    this.spoken = el('div', { class: 'spoken' });
    const rows = keys.filter((one) => one.what).map((one) => el('tr', {}, el('td', {}, ...(one.shown ?? one.keys).flatMap((key, at) => [at ? ' ' : '', el('kbd', { text: key })])), el('td', { text: one.what })));
    this.body.append(
      el('div', { class: 'switches' }, ...switches.map((one) => toggle(one))),
      el('h3', { text: 'Keys' }),
      el('p', { text: 'Foot switches and dictation microphones can be mapped to the function keys.' }),
      el('table', {}, el('tbody', {}, ...rows)),
      el('h3', { text: 'Voice commands' }),
      el('p', { text: 'Said by themselves, between two pauses. (a|b): one of these; [x] may be left out; <x>: words of yours.' }),
      this.filter, this.spoken);
  }

  async open() {
    super.open();
    if (this.spoken.childElementCount) return;
    try {
      const groups = Map.groupBy(await commands(), (one) => one.group);
      this.spoken.replaceChildren(...[...groups].map(([group, all]) => el('section', {}, el('h4', { text: group }),
        el('dl', {}, ...all.map((one) => el('div', { class: 'command' },
          el('dt', {}, ...one.say.slice(0, 4).map((way) => el('span', { class: 'say', text: way }))), el('dd', { text: one.help })))))));
      this.#sift();
    } catch (error) {
      this.spoken.textContent = error.message;
    }
  }

  #sift() {
    if (this.filter.value) this.filter.scrollIntoView({ block: 'start' });
    const wanted = this.filter.value.trim().toLowerCase();
    for (const section of this.spoken.querySelectorAll('section')) {
      let any = false;
      for (const one of section.querySelectorAll('.command')) {
        one.hidden = !one.textContent.toLowerCase().includes(wanted);
        any ||= !one.hidden;
      }
      section.hidden = !any;
    }
  }
}

function toggle({ what, control }) {
  const box = el('input', { type: 'checkbox' });
  box.checked = control.on;
  box.addEventListener('change', () => {
    control.on = box.checked;
  });
  return el('label', {}, box, what);
}
