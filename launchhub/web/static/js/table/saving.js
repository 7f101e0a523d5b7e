// Saves cells over REST: one request is one action. Several cells at once are saved all or not at all.
import { isLeaving, token } from '../requests.js';
import { idOf, table, take } from './sheet.js';

// Why something was not saved: `errors` are the problem's own ({pointer, detail}), `current` is the row as it is now.
export class Refused extends Error {
  constructor(problem) {
    super(problem.errors?.map(error => error.detail).join(' ') || problem.detail);
    Object.assign(this, { status: problem.status, errors: problem.errors ?? [], current: problem.current });
  }
}

async function call(path, options) {
  const answer = await fetch(`${table().dataset.api}${path}`, options).catch(() => { throw new Error('No connection to the server. Nothing was saved; please try again.'); });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused({ detail: 'The server could not do that. Nothing was saved.', ...json, status: answer.status });
  return json;
}

const send = (method, path, body, headers = {}) => call(path, {
  method, body: JSON.stringify(body), keepalive: isLeaving,
  headers: { 'Content-Type': 'application/json', ...token(), ...headers },
});

const last = new Map(); // id → the last save of that feature, on its way or waiting

// Saves of a row go one after the other, each from the version that the one before has made. Many rows wait for all of theirs.
export function inTurn(rows, save) {
  const ids = rows.map(idOf);
  const mine = Promise.allSettled(ids.map(id => last.get(id))).then(save);
  for (const id of ids) last.set(id, mine);
  return mine.finally(() => { for (const id of ids) if (last.get(id) === mine) last.delete(id); });
}

export async function saveOne(row, fields) {
  take(row, await send('PATCH', `${idOf(row)}/`, fields, { 'If-Match': `"${row.dataset.version}"` }));
}

export async function saveMany(edits) {
  const items = edits.map(({ row, fields }) => ({ id: idOf(row), version: Number(row.dataset.version), ...fields }));
  const { results } = await send('PATCH', 'bulk/', items);
  edits.forEach(({ row }, place) => take(row, results[place]));
}

export const addMany = items => send('POST', 'bulk/', items);

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
