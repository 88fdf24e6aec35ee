// Finished speech, oldest first, and the words being said: final, stable and tail told apart.

import { byId, el, visible } from './dom.js';
import { marked } from './doubt.js';
import { readable } from './live_words.js';

const UNSURE = 0.5;

export class TranscriptPane {
  #list = byId('transcript');
  #shown = new Map(); // id → [JSON of the cell, element]

  constructor(store) {
    this.store = store;
    store.watch(['utterance/', 'aside'], () => this.#draw());
    store.watch(['live'], () => this.#live());
    new ResizeObserver(() => this.#toEnd()).observe(this.#list);
  }

  #draw() {
    const atEnd = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 40;
    const known = new Set();
    const asides = Map.groupBy(this.store.get('aside', []), (one) => one.utterance);
    for (const [id, cell] of this.store.under('utterance/')) {
      known.add(id);
      const aside = asides.get(cell.id) ?? [];
      const text = JSON.stringify([cell, aside]);
      const before = this.#shown.get(id);
      if (before?.[0] === text) continue;
      const line = utterance(cell, aside);
      if (before) before[1].replaceWith(line);
      else this.#list.append(line);
      this.#shown.set(id, [text, line]);
    }
    for (const [id, [, line]] of this.#shown) {
      if (!known.has(id)) {
        line.remove();
        this.#shown.delete(id);
      }
    }
    if (atEnd) this.#toEnd();
  }

  #toEnd() {
    this.#list.scrollTop = this.#list.scrollHeight;
  }

  #live() {
    const { stable, tail } = this.store.get('live', { stable: '', tail: '' });
    byId('live-stable').textContent = readable(stable);
    byId('live-tail').textContent = readable(tail);
    const line = byId('live');
    line.classList.toggle('quiet', !stable && !tail);
    line.scrollTop = line.scrollHeight;
  }
}

/** aside: what of it is in no report. */
function utterance(cell, aside) {
  const kind = cell.scratched ? 'scratched' : cell.asleep ? 'asleep' : cell.command ? 'command' : 'final';
  const line = el('div', { class: `utterance ${kind}`, data: { utterance: cell.id } });
  if (cell.command) line.append(el('span', { class: 'mark', text: cell.command }));
  if (cell.asleep && !cell.command) line.append(el('span', { class: 'mark', text: 'asleep, not in the report' }));
  if (cell.scratched) line.append(el('span', { class: 'mark', text: 'scratched' }));
  const unsure = cell.words.filter(([, confidence]) => confidence < UNSURE).map(([word]) => word);
  if (cell.text !== `[${cell.command}]`) line.append(words(cell.text, unsure));
  if (!cell.asleep) {
    for (const { words: some, why } of aside) line.append(el('span', { class: 'aside', text: `set aside: “${some}” (${why})` }));
  }
  if (cell.answer) line.append(el('span', { class: 'answer', text: cell.answer }));
  return line;
}

/** A text with its doubtful words underlined. */
export function words(text, unsure) {
  const { pieces, all } = marked(text, unsure);
  const said = el('span', { class: all ? 'words doubtful' : 'words' });
  if (all) said.title = `Heard unsurely: ${unsure.join(', ')}`;
  for (const piece of pieces) {
    said.append(piece.unsure ? el('span', { class: 'unsure', text: piece.text, title: 'heard unsurely' }) : visible(piece.text));
  }
  return said;
}
