// Saves cells over REST: one request is one action. Several cells at once are saved all or not at all.
const grid = () => document.querySelector('#table table');
const token = () => JSON.parse(document.body.getAttribute('hx-headers:inherited'))['X-CSRFToken'];

export const idOf = row => row.querySelector('th a').pathname.split('/').at(-2);

// Why something was not saved: `errors` are the problem's own ({pointer, detail}), `current` is the row as it is now.
export class Refused extends Error {
  constructor(problem) {
    super(problem.errors?.map(error => error.detail).join(' ') || problem.detail);
    Object.assign(this, { status: problem.status, errors: problem.errors ?? [], current: problem.current });
  }
}

async function call(path, options) {
  const answer = await fetch(`${grid().dataset.api}${path}`, options).catch(() => { throw new Error('No connection to the server. Nothing was saved; please try again.'); });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused({ detail: 'The server could not do that. Nothing was saved.', ...json, status: answer.status });
  return json;
}

const patch = (path, body, headers = {}) => call(path, {
  method: 'PATCH', body: JSON.stringify(body),
  headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token(), ...headers },
});

export const saveOne = (row, fields) => patch(`${idOf(row)}/`, fields, { 'If-Match': `"${row.dataset.version}"` });

export async function saveMany(edits) {
  const items = edits.map(({ row, fields }) => ({ id: idOf(row), version: Number(row.dataset.version), ...fields }));
  return (await patch('bulk/', items)).results;
}

const TOGETHER = 100; // ids in one address

// The features of these rows as the server has them now, by id.
export async function readMany(rows) {
  const found = new Map();
  for (let start = 0; start < rows.length; start += TOGETHER) {
    const ids = rows.slice(start, start + TOGETHER).map(idOf);
    for (const row of (await call(`?id=${ids}&page_size=${TOGETHER}`)).results) found.set(row.id, row);
  }
  return found;
}
