// Where a sentence comes from, as its mark and in words. Dictated sentences have no mark.

const MARKS = {
  model: ['AI', 'Drafted by the language model; not yours until you accept it'],
  'normal text': ['normal', 'Normal text of the template'],
  macro: ['macro', 'A text of your own'],
  study: ['study', 'From the study’s headers or the order'],
  calculated: ['calc', 'Calculated from what the report says'],
  typed: ['typed', 'Typed, not said'],
};

/** {text, title}, or null. */
export function markOf(statement) {
  const found = MARKS[statement.origin];
  return found ? { text: found[0], title: found[1] } : null;
}

/** A line about it: origin, how it was placed, what was said where that reads otherwise. */
export function about(statement) {
  const parts = [MARKS[statement.origin]?.[1] ?? 'Dictated'];
  if (statement.reason) parts.push(statement.reason);
  if (statement.said && statement.said !== statement.text) parts.push(`said: “${statement.said}”`);
  if (statement.unsure.length) parts.push(`unsure: ${statement.unsure.join(', ')}`);
  return parts.join(' · ');
}
