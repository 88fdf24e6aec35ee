// Questions about the study and their answers, as they come.

import { button, byId, el } from './dom.js';

const SAYS = {
  coming: 'answering…',
  'study data': 'from the study’s headers',
  record: 'from the patient’s record',
  documents: 'from the documents',
  declined: 'declined',
  missing: 'no answer',
};

const MOST_BUTTONS = 3;

export class QuestionPane {
  #list = byId('exchanges');
  #shown = new Map();

  /** acts: {intend, command, say}. */
  constructor(store, acts) {
    this.store = store;
    this.acts = acts;
    byId('ask').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#ask();
    });
    store.watch(['question/'], () => this.#draw());
    new ResizeObserver(() => this.#toEnd()).observe(this.#list);
    acts.study?.addEventListener('open', () => {
      this.#shown.clear(); // what can be shown is another
      this.#list.replaceChildren();
      this.#draw();
    });
  }

  focus() {
    byId('ask-text').focus();
  }

  async #ask() {
    const input = byId('ask-text');
    const text = input.value.trim();
    if (!text) return;
    input.value = '';
    const { outcome, answer } = await this.acts.intend({ do: 'ask', text });
    if (outcome === 'refused' && !input.value) input.value = text; // asked again with a correction
    if (outcome === 'refused') this.acts.say(answer);
  }

  #draw() {
    const known = new Set();
    for (const [number, cell] of this.store.under('question/')) {
      known.add(number);
      const text = JSON.stringify(cell);
      const before = this.#shown.get(number);
      if (before?.[0] === text) continue;
      const line = this.#exchange(cell);
      if (before) before[1].replaceWith(line);
      else this.#list.append(line);
      this.#shown.set(number, [text, line]);
      this.#toEnd();
    }
    for (const [number, [, line]] of this.#shown) {
      if (!known.has(number)) {
        line.remove();
        this.#shown.delete(number);
      }
    }
  }

  /** To the last answer: its end while it comes; then its beginning, which says who answered. */
  #toEnd() {
    const last = this.#list.lastElementChild;
    if (!last) return;
    const begins = last.offsetTop - this.#list.offsetTop;
    this.#list.scrollTop = last.classList.contains('coming') ? this.#list.scrollHeight : begins;
  }

  #exchange(cell) {
    const by = cell.reply === 'model' ? `AI · ${cell.model}` : SAYS[cell.reply] ?? cell.reply;
    const more = [cell.saw && `saw ${cell.saw}`, cell.why, ...cell.notes].filter(Boolean).join(' · ');
    const line = el('div', { class: `exchange ${cell.reply.replaceAll(' ', '-')}`, data: { number: cell.number } },
      el('p', { class: 'question', text: cell.question }),
      el('p', { class: 'reply' }, el('span', { class: 'mark', text: by }), cell.text),
      more ? el('p', { class: 'more', text: more }) : null,
      ...cell.cites.map((cite) => el('p', { class: 'more cite' },
        `${[cite.place, cite.heading].filter(Boolean).join(', ')}: ${cite.text[0]}`,
        el('strong', { text: cite.text[1] }), cite.text[2])));
    const seen = this.#seen(cell);
    if (seen) line.append(seen);
    if (cell.reply === 'coming') line.append(button('Stop', () => this.acts.command('stop answer')));
    else if (cell.inserted) line.append(el('p', { class: 'more', text: 'stands in the report' }));
    else if (cell.text && cell.reply !== 'declined' && this.#isLast(cell)) line.append(button('Insert into the report', () => this.acts.command('insert answer')));
    return line;
  }

  /** To the slices that the answer saw, where their study is on screen: those with boxes first. */
  #seen(cell) {
    const { study } = this.acts;
    const marked = [...new Set(cell.boxes.map((box) => box.image))];
    const all = marked.length ? marked : cell.images.map((_, at) => at);
    const there = all.filter((at) => cell.images[at] && study?.shows(cell.images[at]));
    if (!there.length) return null;
    if (there.length <= MOST_BUTTONS) {
      return el('div', { class: 'seen' }, ...there.map((at) => button(`Show ${cell.images[at].said}`, () => study.showSeen(cell, at))));
    }
    const choice = el('select', { 'aria-label': 'A slice that the answer saw', on: { change: () => study.showSeen(cell, Number(choice.value)) } },
      el('option', { value: '', text: 'Show a slice that it saw', disabled: true, selected: true }),
      ...there.map((at) => el('option', { value: at, text: cell.images[at].said })));
    return el('div', { class: 'seen' }, choice);
  }

  #isLast(cell) {
    return !(`question/${cell.number + 1}` in this.store.cells);
  }
}
