// The state in big letters, the level, the title, figures and alerts: what the eye catches from the side.

import { byId, el, visible } from './dom.js';
import { stateLine } from './state_line.js';

const LOOKS_MS = 200;
const QUIETEST = -70; // dBFS: an empty meter

export class StatusView {
  #last = '';

  /** given: {store, connection, microphone, sender, tones, takeOver}. */
  constructor(given) {
    Object.assign(this, given);
    const { store, connection, microphone, sender } = given;
    const look = () => this.look();
    connection.addEventListener('state', look);
    microphone.addEventListener('state', look);
    microphone.addEventListener('level', () => this.#level());
    sender.addEventListener('change', look);
    store.watch(['mode', 'microphone'], look);
    store.watch(['session', 'status', 'study', 'storage', 'figures'], () => this.#titles());
    store.watch(['notices', 'aside'], () => this.#alerts());
    setInterval(look, LOOKS_MS);
  }

  look() {
    const { connection, microphone, sender, store } = this;
    const line = stateLine({
      connection: connection.state,
      microphone: microphone.state,
      why: connection.state === 'closed' ? this.why : microphone.why,
      mode: store.get('mode', ''),
      waiting: sender.waiting,
      lost: sender.lost,
      elsewhere: Boolean(store.get('microphone')?.connected),
    });
    const root = byId('state');
    if (root.dataset.kind !== line.kind) {
      if (line.kind === 'lost') this.tones.play('lost');
      else if (line.kind === 'asleep' && root.dataset.kind !== 'lost') this.tones.play('asleep');
      else if (root.dataset.kind === 'asleep' && line.kind === 'listening') this.tones.play('awake');
    }
    root.dataset.kind = line.kind;
    document.body.dataset.kind = line.kind;
    if (byId('state-text').textContent !== line.text) byId('state-text').textContent = line.text;
    byId('state-more').textContent = line.more;
    const record = byId('record');
    const isOn = microphone.wanted;
    record.setAttribute('aria-pressed', String(isOn));
    byId('record-text').textContent = isOn ? 'Stop' : 'Record';
    record.disabled = connection.state === 'closed' && !isOn;
  }

  #level() {
    const level = Math.round(Math.min(0, Math.max(QUIETEST, this.microphone.level)));
    const meter = byId('level');
    if (meter.getAttribute('aria-valuenow') === String(level)) return;
    meter.setAttribute('aria-valuenow', level);
    meter.classList.toggle('quiet', level < -45); // too little to be recognised well
    meter.classList.toggle('loud', level > -3); // clipped
    meter.firstElementChild.style.transform = `scaleX(${1 - level / QUIETEST})`;
  }

  #titles() {
    const { store } = this;
    const { title = 'medvoice', recogniser = '' } = store.get('session', {}) ?? {};
    const { status = '' } = store.get('status', {}) ?? {};
    byId('title').replaceChildren(el('span', { class: 'name', text: title, title }), el('span', { class: 'status', data: { status }, text: status }));
    document.title = `${title} · medvoice`;
    const { final = null, lag = 0 } = store.get('figures', {}) ?? {};
    byId('figures').textContent = visible([
      store.get('study', ''), recogniser,
      final === null ? '' : `final text ${Math.round(final)} ms after speech`,
      lag > 1000 ? `${(lag / 1000).toFixed(1)} s behind` : '',
    ].filter(Boolean).join(' · '));
  }

  #alerts() {
    const { store } = this;
    const lines = [...(store.get('notices', []) ?? [])].slice(-3);
    const aside = (store.get('aside', []) ?? []).at(-1);
    const shown = lines.map((text) => el('p', { text }));
    if (aside) shown.push(el('p', { class: 'aside', text: `Set aside, not in the report: “${aside.words}” (${aside.why}). Say “that was dictation” to take it.` }));
    const text = JSON.stringify([lines, aside]);
    if (text === this.#last) return;
    this.#last = text;
    byId('alerts').replaceChildren(...shown, ...(shown.length ? [this.#hide()] : []));
  }

  #hide() {
    return el('button', { type: 'button', class: 'close', text: 'Hide', on: { click: () => byId('alerts').replaceChildren() } });
  }
}
