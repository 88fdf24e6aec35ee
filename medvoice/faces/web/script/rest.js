// The daemon's REST (docs/server.md, docs/live_protocol.md).

export class RestError extends Error {
  /** message: the daemon's, for the user. code: the same in every version. */
  constructor(status, message, code = '') {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** body: JSON, or, with its kind, as it is. */
async function asked(method, path, body, kind = '') {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': kind || 'application/json' },
      body: body === undefined || kind ? body : JSON.stringify(body),
    });
  } catch {
    throw new RestError(0, 'The daemon does not answer.');
  }
  if (answer.ok) return answer;
  let message = `The daemon refused (${answer.status}).`;
  let code = '';
  try {
    ({ message, code } = (await answer.json()).error);
  } catch { /* not the daemon's own answer */ }
  throw new RestError(answer.status, message, code);
}

const json = async (...request) => (await asked(...request)).json();
const of = (name) => `/v1/sessions/${encodeURIComponent(name)}`;

export const signIn = {
  state: () => json('GET', '/api/sign-in'),
  show: (token) => json('POST', '/api/sign-in', { token }),
};

export const sessions = {
  all: () => json('GET', '/v1/sessions'),
  /** study: {study, prior, …} as of docs/live_protocol.md, or null. */
  create: (template, study = null) => json('POST', '/v1/sessions', { ...(template ? { template } : {}), ...(study ? { study } : {}) }),
  close: (name) => json('POST', `${of(name)}/close`),
  remove: (name) => asked('DELETE', of(name)),
  report: async (name, format) => (await asked('GET', `${of(name)}/report?format=${format}`)).text(),
  reportAddress: (name, format) => `${of(name)}/report?format=${format}`,
  statementSound: (name, id) => `${of(name)}/statements/${encodeURIComponent(id)}/audio`,
  sound: (name, [start, end]) => `${of(name)}/audio?start=${start}&end=${end}`,
  live: (name) => `${location.origin.replace('http', 'ws')}${of(name)}/live`,
};

export const templates = () => json('GET', '/v1/templates');
export const commands = () => json('GET', '/v1/commands');

const asQuery = (window, size) => {
  const query = new URLSearchParams({ size });
  if (window.name === 'own') {
    query.set('centre', window.centre);
    query.set('width', window.width);
  } else if (window.name !== 'usual') query.set('window', window.name);
  return query;
};

/** Studies of the configured folders: {studies, more, folders, dicomweb}. */
export const studies = (find = '') => json('GET', `/v1/studies?find=${encodeURIComponent(find)}`);

/** The patient's record of a session; each gives the cell `record`. */
export const records = {
  give: (name, text, patient) => json('PUT', `${of(name)}/record${patient ? `?patient=${encodeURIComponent(patient)}` : ''}`, text, 'application/fhir+json'),
  answer: (name, number, answer) => json('POST', `${of(name)}/record/answer`, { number, answer }),
  remove: (name) => json('DELETE', `${of(name)}/record`),
};

/** What all sessions ask: {state, documents, looked, left_out, more, notes, message}. */
export const documents = () => json('GET', '/v1/documents');

export const studyPictures = {
  listing: (name) => json('GET', `${of(name)}/study`),
  match: (name, number, one, other) => json('GET', `${of(name)}/study/${number}/match/${one.join('/')}/${other.join('/')}`),
  address: (name, number, { study, series, index }, window, size) => `${of(name)}/study/${number}/pictures/${study}/${series}/${index}?${asQuery(window, size)}`,
  /** {blob, window: [centre, width] or null}. */
  async picture(address) {
    const answer = await asked('GET', address);
    const window = answer.headers.get('X-Medvoice-Window');
    return { blob: await answer.blob(), window: window ? window.split(' ').map(Number) : null };
  },
};
