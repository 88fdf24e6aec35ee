// What the page says of itself in two or three words, from the microphone, the connection and the session's mode.

const MODES = {
  starting: ['Getting ready', 'wait'],
  listening: ['Listening', 'listening'],
  speaking: ['Speaking', 'speaking'],
  asleep: ['Asleep', 'asleep'],
  playing: ['Playing', 'playing'],
  'dictation mode': ['Dictation mode', 'listening'],
  'command mode': ['Command mode', 'listening'],
  'your question': ['Your question', 'speaking'],
  'microphone lost': ['Microphone lost', 'lost'],
  'microphone off': ['Microphone off', 'off'],
  ended: ['Ended', 'off'],
};

/** given: {connection, microphone, why, mode, waiting, lost, elsewhere} → {text, more, kind}. waiting, lost: seconds of sound. */
export function stateLine({ connection, microphone, why = '', mode = '', waiting = 0, lost = 0, elsewhere = false }) {
  const kept = waiting >= 0.5 ? `${waiting.toFixed(0)} s of sound kept here` : '';
  const gone = lost > 0 ? `${lost.toFixed(0)} s not kept: the buffer is full` : '';
  const more = (...parts) => parts.filter(Boolean).join(' · ');
  if (connection === 'closed') return { text: 'Ended', more: more(why, kept), kind: 'off' };
  if (connection !== 'open') {
    return { text: connection === 'connecting' ? 'Connecting' : 'Reconnecting', more: more(gone, kept), kind: 'lost' };
  }
  if (gone) return { text: 'Sound lost', more: more(gone, kept), kind: 'lost' };
  switch (microphone) {
    case 'starting':
      return { text: 'Opening the microphone', more: '', kind: 'wait' };
    case 'lost':
      return { text: 'Microphone lost', more: more(why, kept), kind: 'lost' };
    case 'refused':
      return { text: 'No microphone', more: why, kind: 'lost' };
    case 'held':
      return mode === 'asleep'
        ? { text: 'Asleep', more: 'microphone held', kind: 'asleep' }
        : { text: 'Microphone held', more: 'press, or hold F8', kind: 'off' };
    case 'off': {
      if (elsewhere && mode in MODES && mode !== 'microphone off') {
        return { text: MODES[mode][0], more: why || 'the microphone of another page', kind: MODES[mode][1] };
      }
      return { text: 'Microphone off', more: more(why, kept), kind: 'off' };
    }
    default: {
      // The page's own microphone is on: the daemon hears of it a moment later.
      const [text, kind] = (mode !== 'microphone off' && MODES[mode]) || ['Listening', 'listening'];
      const words = { asleep: 'say “wake up”', playing: 'say “stop”, or Escape' }[mode] ?? '';
      return { text, more: more(why, words, waiting >= 2 ? kept : ''), kind };
    }
  }
}
