// The report in one of nine formats, as it stands; and into the clipboard.

import { Dialog } from './dialog.js';
import { button, el } from './dom.js';
import { sessions } from './rest.js';

export const FORMATS = {
  text: 'Plain text', markdown: 'Markdown', html: 'Web page', json: 'JSON', docx: 'Word (DOCX)', pdf: 'PDF',
  fhir: 'FHIR', hl7: 'HL7 v2', dicom_sr: 'DICOM SR',
};

export class ExportDialog extends Dialog {
  constructor(copy) {
    super('export', 'Export');
    this.copy = copy;
  }

  open(name) {
    const links = Object.entries(FORMATS).map(([format, title]) => el('li', {},
      el('a', { href: sessions.reportAddress(name, format), download: '', data: { format }, text: title })));
    this.body.replaceChildren(
      el('p', { text: 'The report as it stands now, with its status in it.' }),
      el('ul', { class: 'choices' }, ...links),
      button('Copy as text (F10 or C)', () => {
        this.close();
        this.copy();
      }));
    super.open();
  }
}

/** Plain text into the clipboard. Returns "" or why not. */
export async function copyReport(name) {
  const text = await sessions.report(name, 'text');
  try {
    await navigator.clipboard.writeText(text);
    return '';
  } catch {
    return byHand(text);
  }
}

/** Where a browser gives no clipboard to a page: selected in a text field, which it does give. */
function byHand(text) {
  const area = el('textarea', { class: 'unseen', readonly: true });
  area.value = text;
  const into = document.querySelector('dialog[open]') ?? document.body;
  into.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done ? '' : 'The browser does not give the clipboard to this page: use Export.';
}
