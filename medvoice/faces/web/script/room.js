// One session on the page: its parts put together. Everything done by hand is an intent.

import { AboutLine } from './about_line.js';
import { AskedBar } from './asked_bar.js';
import { CellStore } from './cell_store.js';
import { Connection } from './connection.js';
import { copyReport } from './export_dialog.js';
import { Microphone } from './microphone.js';
import { Player } from './player.js';
import { QuestionPane } from './question_pane.js';
import { ReportPane } from './report_pane.js';
import { sessions } from './rest.js';
import { SoundSender } from './sound_sender.js';
import { SourcesStrip } from './sources_strip.js';
import { StatusView } from './status_view.js';
import { StudyPane } from './study_pane.js';
import { say } from './toast.js';
import { TranscriptPane } from './transcript_pane.js';

const WAS_ON = 'medvoice.microphone';
const DRAINS_MS = 5000;
const HANDS_MS = 250; // between two tries to bring sound to a session that has ended
const LONGEST_MS = 10000;

export class Room {
  store = new CellStore();
  player = new Player();
  #sounds = 0;
  #answered = null;
  #handing = false; // sound is brought to a session that had ended

  /** headphones: a Setting: the microphone stays on while sound is played. */
  constructor(name, tones, headphones) {
    this.name = name;
    this.tones = tones;
    this.headphones = headphones;
    const { store } = this;
    this.connection = new Connection(sessions.live(name), store);
    this.sender = new SoundSender(this.connection);
    this.microphone = new Microphone(this.sender);
    const acts = {
      intend: (given) => this.intend(given),
      command: (...given) => this.command(...given),
      play: (id) => this.playStatement(id),
      say,
    };
    this.report = new ReportPane(store, acts);
    this.study = new StudyPane(name, store, { ...acts, choose: () => this.chooseStudy?.() });
    this.questions = new QuestionPane(store, { ...acts, study: this.study });
    new SourcesStrip(name, store);
    new AboutLine(store);
    new AskedBar(store, acts);
    new TranscriptPane(store);
    this.status = new StatusView({ store, connection: this.connection, microphone: this.microphone, sender: this.sender, tones });
    this.#follow();
    this.connection.start();
    if (sessionStorage.getItem(WAS_ON) === name) this.microphone.on();
  }

  async intend(given) {
    const { outcome, answer } = await this.connection.intend(given);
    if (outcome === 'refused') {
      this.tones.play('refused');
      say(answer || 'That cannot be done now.');
    } else if (answer && outcome !== 'asked' && given.do !== 'play') say(answer);
    return { outcome, answer };
  }

  command(name, slots) {
    return this.intend({ do: 'command', name, ...(slots ? { slots } : {}) });
  }

  async record() {
    if (this.microphone.wanted) await this.microphone.off();
    else await this.microphone.on();
  }

  playStatement(id) {
    this.player.play([sessions.statementSound(this.name, id)]);
  }

  /** The chosen sentence, or what was said last. */
  playChosen() {
    const chosen = this.report.chosen?.statement;
    if (chosen?.audio) this.playStatement(chosen.id);
    else this.command('play that');
  }

  sleep() {
    this.command(this.store.get('mode') === 'asleep' ? 'wake up' : 'go to sleep');
  }

  commandMode() {
    this.command(this.store.get('mode') === 'command mode' ? 'normal mode' : 'command mode');
  }

  async copy() {
    try {
      say((await copyReport(this.name)) || 'The report is in the clipboard.');
    } catch (error) {
      say(`Not copied: ${error.message}`);
    }
  }

  /** Before another session is shown: what was captured is handed over. */
  async leave() {
    sessionStorage.removeItem(WAS_ON);
    this.player.stop();
    await this.microphone.off();
    const until = performance.now() + DRAINS_MS;
    while (this.sender.waiting > 0 && performance.now() < until) await new Promise((done) => setTimeout(done, 50));
    return this.sender.waiting === 0;
  }

  #follow() {
    const { connection, microphone, player, sender, store } = this;
    connection.addEventListener('message', ({ detail }) => {
      if (detail.type === 'error') say([detail.message, detail.kept, detail.advice].filter(Boolean).join(' '));
    });
    connection.addEventListener('state', ({ detail }) => {
      this.status.why = detail.why;
      if (detail.state === 'closed') this.#ended(detail.why);
      if (detail.state === 'open' && player.playing) this.#played('started'); // for the daemon a face that left had ended
      this.status.look();
    });
    microphone.addEventListener('state', () => {
      if (microphone.state === 'on') sessionStorage.setItem(WAS_ON, this.name);
      else if (microphone.state === 'off' || microphone.state === 'held') sessionStorage.removeItem(WAS_ON);
      if (microphone.state === 'refused') say(microphone.why);
    });
    microphone.addEventListener('refused', () => {
      say('Another page’s microphone is on for this dictation.', { text: 'Take over', done: () => sender.takeOver() });
    });
    player.addEventListener('start', () => {
      // The daemon sets aside what the microphone hears of it. Without the daemon the microphone waits.
      this.paused = !this.headphones.on && connection.state !== 'open' && microphone.state === 'on';
      if (this.paused) microphone.hold(false);
      this.#played('started');
    });
    player.addEventListener('end', () => {
      if (this.paused) microphone.on();
      this.paused = false;
      this.#played('ended');
    });
    player.addEventListener('failed', () => say('There is no sound of this sentence.'));
    addEventListener('online', () => connection.hurry());
    addEventListener('beforeunload', (event) => {
      if (sender.waiting > 1) event.preventDefault();
    });
    let known = false;
    store.watch(['sounds'], () => {
      const sounds = store.get('sounds');
      if (known && sounds && sounds.number > this.#sounds) this.#sound(sounds);
      this.#sounds = sounds?.number ?? 0;
      known = known || store.seq >= 0;
    });
    store.watch(['utterance/'], (changed) => this.#tones(changed));
  }

  /** The session was closed, by another face or by the daemon. Sound that it did not take yet is brought there all the
      same: it goes on for that, in the same log, and is closed again. */
  async #ended(why) {
    const { connection, microphone, sender } = this;
    await microphone.off();
    if (!sender.waiting || this.#handing) return;
    this.#handing = true;
    for (let tried = 0; sender.waiting > 0 && !connection.gone; tried += 1) {
      if (tried) await new Promise((done) => setTimeout(done, Math.min(HANDS_MS * 2 ** tried, LONGEST_MS)));
      if (connection.state === 'closed') connection.start();
      await new Promise((done) => {
        const look = setInterval(() => {
          if (sender.waiting > 0 && connection.state !== 'closed') return;
          clearInterval(look);
          done();
        }, 50);
      });
    }
    this.#handing = false;
    if (connection.gone) return;
    const others = this.store.get('faces') > 1; // somebody may be dictating into it again
    connection.stop(why);
    if (others) return;
    await sessions.close(this.name).catch(() => {}); // it closes by itself a minute later
  }

  #played(state) {
    this.connection.tell({ type: 'sound', state, audible: !this.headphones.on });
  }

  /** Asked for by voice or key, by any face: the one whose microphone it is plays it, else the one that is looked at. */
  #sound(sounds) {
    const mine = this.store.get('microphone')?.connected ? this.microphone.wanted : document.hasFocus();
    if (sounds.stopped) this.player.stop();
    else if (!mine) return;
    else if (sounds.spans.length) this.player.play(sounds.spans.map((span) => sessions.sound(this.name, span)));
    else if (sounds.text && !this.player.read(sounds.text)) say(sounds.text);
  }

  /** A tone for each voice command: taken, or not understood. */
  #tones(changed) {
    const numbers = this.store.under('utterance/').map(([id]) => Number(id));
    const newest = numbers.at(-1) ?? 0;
    if (this.#answered === null) {
      if (this.store.seq >= 0) this.#answered = newest;
      return;
    }
    if (newest > this.#answered && changed.has(`utterance/${newest}`)) {
      const cell = this.store.get(`utterance/${newest}`);
      if (cell.command && !cell.answer.startsWith('not done: ')) this.tones.play('taken');
      else if (cell.answer) this.tones.play('refused');
      this.#answered = newest;
    }
  }
}
