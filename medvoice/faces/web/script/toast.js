// A line that says what came of something done by hand, for a few seconds.

import { byId, el } from './dom.js';

const SHOWN_MS = 5000;
let timer = 0;

/** control: a button beside it, {text, done}. */
export function say(text, control = null) {
  const toast = byId('toast');
  toast.replaceChildren(el('span', { text }));
  if (control) {
    toast.append(el('button', {
      type: 'button', text: control.text, on: {
        click: () => {
          hide();
          control.done();
        },
      },
    }));
  }
  clearTimeout(timer);
  timer = setTimeout(hide, control ? 4 * SHOWN_MS : SHOWN_MS);
}

function hide() {
  byId('toast').replaceChildren();
}
