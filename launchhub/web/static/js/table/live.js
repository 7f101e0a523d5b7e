// What others change in rows that are shown comes in row by row; only what is new fetches the whole table. A row in which
// a cell is being edited or saved waits: it is saved as it was opened, so that nobody is overwritten unseen.
import { show } from '../live/fresh.js';
import { ask, isForeign } from '../live/refetch.js';
import { box, idOf, isHeld, rows } from './sheet.js';

const MOST = 100; // rows by themselves; more are a table
const SOON = 150, PAUSE = 1000; // ms

const due = new Map(); // id → whether somebody else changed it
let timer = null;

const shown = () => new Map(rows().map(row => [idOf(row), row]));

document.addEventListener('live:news', event => {
  if (event.target !== box()) return;
  const { events, isForeign: isTheirs } = event.detail, told = events.filter(({ kind }) => kind.startsWith('feature.'));
  if (told.some(({ kind }) => /\.(created|restored)$/.test(kind))) return; // the whole table
  const here = shown(), ids = told.map(({ id }) => id).filter(id => here.has(id));
  if (due.size + ids.length > MOST) { due.clear(); return; }
  event.preventDefault();
  for (const id of ids) due.set(id, due.get(id) || isTheirs);
  if (due.size) timer ??= setTimeout(fetchRows, SOON);
});

document.addEventListener('visibilitychange', () => { if (!document.hidden && due.size) timer ??= setTimeout(fetchRows, SOON); });

async function fetchRows() {
  const here = shown(), ready = [...due].filter(([id]) => !(here.has(id) && isHeld(here.get(id))));
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
  const found = new Map([...page.querySelectorAll('.chunk > tr')].map(row => [idOf(row), row])), here = shown();
  for (const [id, isTheirs] of ready) {
    const row = here.get(id), now = found.get(id);
    if (!row) continue;
    if (isHeld(row)) due.set(id, isTheirs);
    else if (now) replace(row, now, isTheirs);
    else if (!row.contains(document.activeElement)) row.remove(); // gone, or no longer among what is filtered
  }
}

function replace(row, now, isTheirs) {
  if (Number(now.dataset.version) < Number(row.dataset.version)) return; // asked before one's own save was over
  row.dataset.version = now.dataset.version;
  [...row.cells].forEach((cell, place) => {
    const fresh = now.cells[place], link = cell.querySelector('a');
    if (cell.textContent.trim() === fresh.textContent.trim()) return;
    if (link) link.textContent = fresh.textContent.trim();
    else cell.replaceChildren(...fresh.childNodes);
    if (isTheirs) show(cell);
  });
}

// Of a piece that came meanwhile the whole table would know nothing, either.
const loaded = () => box().querySelector('[name="loaded"]')?.value;
document.addEventListener('htmx:before:request', ({ detail: { ctx } }) => { if (ctx.sourceElement === box()) ctx.loaded = loaded(); });
document.addEventListener('htmx:before:swap', event => {
  const { ctx } = event.detail;
  if (ctx.sourceElement !== box() || ctx.loaded === loaded()) return;
  event.preventDefault();
  ask(box(), { isForeign: isForeign(ctx) });
});
document.addEventListener('live:refetch', event => { if (event.target === box() && box().querySelector('.following.htmx-request')) event.preventDefault(); });
