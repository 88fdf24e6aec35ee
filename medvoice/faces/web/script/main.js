// The page: sign in, choose a dictation, show it. The session's name stands behind "#", which no server is sent.

import { byId } from './dom.js';
import { ExportDialog } from './export_dialog.js';
import { HelpDialog } from './help_dialog.js';
import { keysOf } from './keys.js';
import { Room } from './room.js';
import { SessionsDialog } from './sessions_dialog.js';
import { Setting, Shortcuts, letters } from './shortcuts.js';
import { SignDialog } from './sign_dialog.js';
import { SignInDialog } from './sign_in_dialog.js';
import { StudyDialog } from './study_dialog.js';
import { TemplateDialog } from './template_dialog.js';
import { say } from './toast.js';
import { Tones } from './tones.js';

const tones = new Tones();
const headphones = new Setting('medvoice.headphones', 'off');
const here = () => decodeURIComponent(location.hash.slice(1));
let room = null;

const sessionsDialog = new SessionsDialog(join);

function show(name) {
  document.body.dataset.view = 'session';
  room = new Room(name, tones, headphones);
  const sign = new SignDialog(room.store, (command) => room.command(command));
  const exported = new ExportDialog(() => room.copy());
  const template = new TemplateDialog((chosen) => room.intend({ do: 'template', name: chosen }));
  const study = new StudyDialog((given) => room.intend(given));
  room.chooseStudy = () => study.open();
  const does = {
    command: (command) => room.command(command),
    record: () => room.record(),
    talk: () => room.microphone.on(),
    talked: () => room.microphone.hold(true),
    edit: () => room.report.editChosen(),
    play: () => room.playChosen(),
    silence: () => room.player.stop(),
    sleep: () => room.sleep(),
    commands: () => room.commandMode(),
    question: () => room.questions.focus(),
    copy: () => room.copy(),
    export: () => exported.open(name),
    sign: () => sign.open(),
    sessions: () => sessionsDialog.open(name),
    template: () => template.open(room.store.get('session')?.template),
    help: () => help.open(),
    study: () => study.open(),
    sliceOn: () => room.study.step(1),
    sliceBack: () => room.study.step(-1),
    series: () => room.study.nextSeries(),
    beside: () => room.study.toggleBeside(),
    wide: () => room.study.toggleWide(),
    preset: (at) => room.study.preset(at),
  };
  const keys = keysOf(does);
  const help = new HelpDialog(keys, [
    { what: 'Single letters are keys', control: letters },
    { what: 'Tones', control: tones },
    { what: 'Headphones: dictation goes on while sound is played', control: headphones },
  ]);
  new Shortcuts(keys);
  const buttons = {
    record: does.record, copy: does.copy, 'open-sessions': does.sessions, 'open-template': does.template,
    'open-export': does.export, 'open-sign': does.sign, 'open-help': does.help, 'open-study': does.study,
  };
  for (const [id, done] of Object.entries(buttons)) byId(id).addEventListener('click', done);
  room.connection.addEventListener('state', ({ detail }) => {
    if (detail.state !== 'closed') return;
    if (room.connection.gone) say(detail.why, { text: 'Dictations', done: does.sessions });
    else say(detail.why, { text: 'Open again', done: () => location.reload() });
  });
}

async function join(name) {
  if (room && !(await room.leave())) {
    say('Some sound is not on the daemon’s disk yet: stay until it answers again.');
    return;
  }
  location.hash = encodeURIComponent(name);
  if (room) location.reload();
  else show(name);
}

async function start() {
  try {
    await new SignInDialog().until();
  } catch (error) {
    say(error.message, { text: 'Again', done: () => location.reload() });
    return;
  }
  if (here()) show(here());
  else {
    document.body.dataset.view = 'start';
    sessionsDialog.open();
  }
}

start();
