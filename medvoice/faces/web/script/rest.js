// The daemon's REST (docs/server.md, docs/live_protocol.md).

export class RestError extends Error {
  /** message: the daemon's, for the user. */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function asked(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new RestError(0, 'The daemon does not answer.');
  }
  if (answer.ok) return answer;
  let message = `The daemon refused (${answer.status}).`;
  try {
    message = (await answer.json()).error.message;
  } catch { /* not the daemon's own answer */ }
  throw new RestError(answer.status, message);
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
