// Words of which the recogniser was unsure, found again in the written text.

const SPOKEN_MARK = /^[{[]/; // "{period}", "[FINDINGS]": written as marks, not as words
const bare = (word) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** text → [{text, unsure}], in order, nothing left out. unsure: words in spoken order. `all`: some were not found
 * (a number is written otherwise than it is said), so that the whole text is doubtful. */
export function marked(text, unsure) {
  const parts = text.match(/\s+|\S+/g) ?? [];
  const left = unsure.filter((word) => !SPOKEN_MARK.test(word)).map(bare).filter(Boolean);
  const pieces = [];
  for (const part of parts) {
    const word = bare(part);
    const at = word ? left.indexOf(word) : -1;
    if (at >= 0) left.splice(at, 1);
    pieces.push({ text: part, unsure: at >= 0 });
  }
  return { pieces: joined(pieces), all: left.length > 0 };
}

/** Neighbours of one kind as one. */
function joined(pieces) {
  const found = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    if (last && last.unsure === piece.unsure) last.text += piece.text;
    else found.push({ ...piece });
  }
  return found;
}
