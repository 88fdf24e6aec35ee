// Whose report it is: patient and order, always in sight.

import { byId, el } from './dom.js';

const PARTS = [
  ['patient', ''], ['id', 'ID'], ['born', 'born'], ['age', 'years'], ['sex', ''], ['accession', 'accession'], ['procedure', ''],
  ['date', ''], ['reason', 'for'], ['referrer', 'from'],
];

export class AboutLine {
  constructor(store) {
    const root = byId('about');
    store.watch(['screen'], () => {
      const about = store.get('screen')?.about ?? {};
      const shown = PARTS.filter(([key]) => about[key]);
      root.hidden = shown.length === 0;
      root.replaceChildren(...shown.map(([key, label]) => el('span', { class: key, title: key },
        label && key !== 'age' ? el('span', { class: 'label', text: `${label} ` }) : null,
        key === 'age' ? `${about.age} years` : about[key])));
    });
  }
}
