// What others change in rows that are shown comes in row by row; only what is new fetches the whole table. A row in which
// a cell is being edited waits: it is saved as it was opened, so that nobody is overwritten unseen.
import { show } from '../live/fresh.js';

const MOST = 100; // rows by themselves; more are a table
const SOON = 150, PAUSE = 1000; // ms
const box = () => document.getElementById('table');
const idOf = row => row.querySelector('th a')?.pathname.split('/').at(-2);

const due = new Map(); // id → whether somebody else changed it
let timer = null;

const shown = () => new Map([...box().querySelectorAll('.chunk > tr')].map(row => [idOf(row), row]));

document.addEventListener('live:news', event => {
  if (event.target !== box()) return;
  const { events, isForeign } = event.detail, told = events.filter(({ kind }) => kind.startsWith('feature.'));
  if (told.some(({ kind }) => /\.(created|restored)$/.test(kind))) return; // the whole table
  const rows = shown(), ids = told.map(({ id }) => id).filter(id => rows.has(id));
  if (due.size + ids.length > MOST) { due.clear(); return; }
  event.preventDefault();
  for (const id of ids) due.set(id, due.get(id) || isForeign);
  if (due.size) timer ??= setTimeout(fetchRows, SOON);
});

document.addEventListener('visibilitychange', () => { if (!document.hidden && due.size) timer ??= setTimeout(fetchRows, SOON); });

async function fetchRows() {
  const rows = shown(), ready = [...due].filter(([id]) => !rows.get(id)?.querySelector('.editing'));
  if (ready.length && !document.hidden) {
    for (const [id] of ready) due.delete(id);
    await take(ready).catch(() => {}); // without a connection the next news bring it
  }
  timer = due.size && !document.hidden ? setTimeout(fetchRows, PAUSE) : null;
}

async function take(ready) {
  const address = new URL(box().getAttribute('hx-get'), location);
  address.searchParams.set('only', ready.map(([id]) => id));
  const answer = await fetch(address, { headers: { 'HX-Request': 'true', 'HX-Request-Type': 'partial' } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const found = new Map([...page.querySelectorAll('.chunk > tr')].map(row => [idOf(row), row])), rows = shown();
  for (const [id, isForeign] of ready) {
    const row = rows.get(id), now = found.get(id);
    if (!row || row.querySelector('.editing')) continue;
    if (now) replace(row, now, isForeign);
    else if (!row.contains(document.activeElement)) row.remove(); // gone, or no longer among what is filtered
  }
}

function replace(row, now, isForeign) {
  row.dataset.version = now.dataset.version;
  [...row.cells].forEach((cell, place) => {
    const fresh = now.cells[place], link = cell.querySelector('a');
    if (cell.textContent.trim() === fresh.textContent.trim()) return;
    if (link) link.textContent = fresh.textContent.trim();
    else cell.replaceChildren(...fresh.childNodes);
    if (isForeign) show(cell);
  });
}
