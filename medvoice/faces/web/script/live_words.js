// Words that are still on their way, with the marks that were spoken written as marks. The daemon writes the
// final text; this only makes the line readable until then.

import { visible } from './dom.js';

const MARKS = {
  period: '.', 'full stop': '.', comma: ',', colon: ':', semicolon: ';', 'question mark': '?', 'exclamation point': '!',
};
const BREAKS = { 'new paragraph': '¶', 'new line': '↵', 'next paragraph': '¶', 'next line': '↵' };

/** "effusion {period} no" → "effusion. no". Marks that were broken on their way stay as they came. */
export function readable(text) {
  return visible(text)
    .replace(/\s*\{([a-z ]+)\}/g, (whole, name) => MARKS[name] ?? (name in BREAKS ? ` ${BREAKS[name]}` : whole))
    .trim();
}
