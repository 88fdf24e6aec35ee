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
  create: (template) => json('POST', '/v1/sessions', template ? { template } : {}),
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
