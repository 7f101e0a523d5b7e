// The table itself: its rows and cells, which column a cell is in, and what is written into it.
import { hasSaved } from '../live/refetch.js';
import { put, textOf, wordsFor } from './cells.js';

export const box = () => document.getElementById('table');
export const table = () => box().querySelector('table');
export const rows = () => [...box().querySelectorAll('.chunk > tr')];
export const cellOf = target => target.closest?.('#table .chunk > tr > *');
export const keys = () => table().dataset.columns.split(' ');
export const keyOf = cell => keys()[cell.cellIndex];
export const isRead = cell => table().dataset.read.split(' ').includes(keyOf(cell)); // changed in the feature itself
export const cellFor = (row, key) => row.cells[keys().indexOf(key)];
export const isWhole = () => !box().querySelector('.following[hx-get]'); // else more rows are on their way
export const idOf = row => row.id.slice('row-'.length);

// The cell so many rows and columns away; the last one there is at an edge.
export function beside(cell, down, right) {
  let row = cell.parentElement;
  for (let left = Math.abs(down); left > 0; left--) {
    const next = nextRow(row, down);
    if (!next) break;
    row = next;
  }
  return row.cells[Math.min(Math.max(cell.cellIndex + right, 0), row.cells.length - 1)];
}

function nextRow(row, down) {
  const side = down > 0 ? 'nextElementSibling' : 'previousElementSibling';
  if (row[side]) return row[side];
  let chunk = row.parentElement[side];
  while (chunk && !chunk.matches('.chunk')) chunk = chunk[side];
  return down > 0 ? chunk?.rows[0] : chunk?.rows[chunk.rows.length - 1];
}

// Cells that are being edited or saved, with what the server has in them: nothing is written into them meanwhile.
const held = new Map();

export const isHeld = row => [...row.cells].some(cell => held.has(cell));

export function hold(cell) {
  if (!held.has(cell)) held.set(cell, { words: textOf(cell), times: 0 });
  held.get(cell).times++;
}

// Lets go of a cell; it then shows what the server has.
export function release(cell) {
  const kept = held.get(cell);
  if (--kept.times) return;
  held.delete(cell);
  cell.ariaBusy = null;
  show(cell, kept.words);
}

// What the server has in a cell, as far as one knows here.
export const known = cell => held.get(cell)?.words ?? textOf(cell);

function show(cell, words) {
  if (words !== textOf(cell)) put(cell, keyOf(cell), words);
}

// Shows a row as the server has it now.
export function take(row, saved) {
  hasSaved();
  row.dataset.version = saved.version;
  for (const cell of row.cells) {
    if (isRead(cell)) continue;
    const words = wordsFor(keyOf(cell), saved[keyOf(cell)]);
    if (held.has(cell)) held.get(cell).words = words;
    else show(cell, words);
  }
}

export function fail(cell, text) {
  cell.ariaInvalid = 'true';
  cell.title = text;
}

export function forgive(cell) {
  cell.ariaInvalid = null;
  cell.removeAttribute('title');
}

// The table is not fetched anew under the hands of somebody, nor left before all is saved.
document.addEventListener('live:refetch', event => { if (event.target === box() && held.size) event.preventDefault(); });
addEventListener('beforeunload', event => { if ([...held.keys()].some(cell => cell.ariaBusy)) event.preventDefault(); });
