// The table of keys: what the help shows is what is done.

/** does: the page's actions. */
export function keysOf(does) {
  const command = (name) => () => does.command(name);
  return [
    { keys: ['F9', 'R'], what: 'microphone on or off', down: does.record },
    { keys: ['F8'], what: 'hold to talk', down: does.talk, up: does.talked },
    { keys: ['F2', 'N'], what: 'next field', down: command('next field') },
    { keys: ['Shift+F2', 'P'], what: 'previous field', down: command('previous field') },
    { keys: ['B'], what: 'next empty required field', down: command('next blank') },
    { keys: ['F4', 'S'], what: 'scratch that', down: command('scratch that') },
    { keys: ['Ctrl+Z', 'U'], what: 'undo', down: command('undo') },
    { keys: ['Ctrl+Y', 'Y'], what: 'redo', down: command('redo') },
    { keys: ['E'], what: 'edit the chosen sentence, or add one to the current field', down: does.edit },
    { keys: ['L'], what: 'play the chosen sentence, or what was said last', down: does.play },
    { keys: ['Escape'], what: 'stop the sound', down: does.silence },
    { keys: ['W'], what: 'go to sleep, wake up', down: does.sleep },
    { keys: ['M'], what: 'command mode: all that is said must be a command; again: normal mode', down: does.commands },
    { keys: ['Q'], what: 'type a question', down: does.question },
    { keys: ['A'], what: 'ask a question by voice', down: command('ask') },
    { keys: ['F10', 'C'], what: 'copy the report into the clipboard', down: does.copy },
    { keys: ['X'], what: 'export', down: does.export },
    { keys: ['G'], what: 'sign', down: does.sign },
    { keys: ['O'], what: 'dictations', down: does.sessions },
    { keys: ['T'], what: 'template', down: does.template },
    { keys: ['I'], what: 'choose the study', down: does.study },
    { keys: ['J'], what: 'next slice (also the mouse wheel, and arrows on the picture)', down: does.sliceOn, again: true },
    { keys: ['K'], what: 'previous slice', down: does.sliceBack, again: true },
    { keys: ['Z'], what: 'next series', down: does.series },
    { keys: ['D'], what: 'prior beside the present study', down: does.beside },
    { keys: ['V'], what: 'study wide', down: does.wide },
    { keys: ['0'], what: 'usual window (also a double click)', down: () => does.preset(0) },
    ...Array.from({ length: 9 }, (_, at) => ({
      keys: [String(at + 1)], shown: ['1', '…', '9'], what: at ? '' : 'CT windows of the list; drag on the picture: a window of your own', down: () => does.preset(at + 1),
    })),
    { keys: ['H', '?'], what: 'this help', down: does.help },
  ];
}
