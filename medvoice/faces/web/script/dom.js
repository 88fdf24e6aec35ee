// Elements from values. Text is always text: nothing that was said or typed becomes markup.

const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

/** Signs that turn the order of writing around show as signs: a header must not make "right" read otherwise. */
export const visible = (text) => String(text).replace(TURNING, '\ufffd');

/** "Roe^Rita" as the page writes names: without DICOM's signs between its parts. */
export const named = (text) => text.replaceAll('^', ' ').trim();

/** @param {string} tag @param {Object} [given] class, text, on: {event: function}, data: {}, anything else an attribute */
export function el(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') made.className = value;
    else if (name === 'text') made.textContent = visible(value);
    else if (name === 'on') for (const [event, done] of Object.entries(value)) made.addEventListener(event, done);
    else if (name === 'data') Object.assign(made.dataset, value);
    else made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined).map((child) => (typeof child === 'string' ? visible(child) : child)));
  return made;
}

export const byId = (id) => document.getElementById(id);

/** A button; what: its text. */
export const button = (what, done, given = {}) => el('button', { type: 'button', text: what, on: { click: done }, ...given });

/** Whether keys go into a text. */
export function isTyping(target) {
  return Boolean(target?.closest?.('input, textarea, select, [contenteditable="true"]'));
}
