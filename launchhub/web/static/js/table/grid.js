// The table as a grid: arrows go from cell to cell, Enter, F2 or typing edit one, Escape takes back, Tab goes on.
// Each cell is saved by one request; what somebody else saved meanwhile is shown beside what was typed.
import { asksReason, fieldFor, textOf, valueOf, wordsFor, write } from './cells.js';
import { saveOne } from './saving.js';
import { bar, copy, paste, select, toggle } from './many.js';

const box = () => document.getElementById('table');
const table = () => box().querySelector('table');
const keys = () => table().dataset.columns.split(' ');
const rows = () => [...table().querySelectorAll('.chunk > tr')];
export const keyOf = cell => keys()[cell.cellIndex];
const say = text => box().dispatchEvent(new CustomEvent('toast', { bubbles: true, detail: { text } }));
let active = null, anchor = null; // the cell that has the focus, the row where a choice began

const cellOf = target => target.closest?.('#table .chunk > tr > *');

export function go(cell) {
  if (!cell) return;
  if (active) active.tabIndex = -1;
  active = cell;
  cell.tabIndex = 0;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

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

export function fail(cell, text) {
  cell.ariaInvalid = 'true';
  cell.title = text;
}

function open(cell) {
  const key = keyOf(cell), text = textOf(cell), field = fieldFor(key, text, `${table().tHead.rows[0].cells[cell.cellIndex].textContent.trim()} of ${textOf(cell.parentElement.cells[0])}`);
  const before = [...cell.childNodes];
  let isOver = false;
  const close = () => { isOver = true; cell.replaceChildren(...before); cell.classList.remove('editing'); };
  const done = async (down, right, stay) => {
    if (isOver) return;
    const typed = field.tagName === 'SELECT' ? field.selectedOptions[0]?.textContent.trim() ?? '' : field.value.trim();
    close();
    if (!stay) go(beside(cell, down, right));
    if (field.value !== (field.tagName === 'SELECT' ? valueOf(key, text) ?? '' : fieldValue(key, text))) await save(cell, key, typed);
  };
  field.addEventListener('keydown', event => {
    event.stopPropagation();
    if (event.key === 'Escape') { event.preventDefault(); close(); go(cell); }
    if (event.key === 'Enter') { event.preventDefault(); done(event.shiftKey ? -1 : 1, 0); }
    if (event.key === 'Tab') { event.preventDefault(); done(0, event.shiftKey ? -1 : 1); }
  });
  field.addEventListener('blur', () => done(0, 0, true));
  cell.replaceChildren(field);
  cell.classList.add('editing');
  field.focus();
  return field;
}

const fieldValue = (key, text) => fieldFor(key, text, '').value;

// Saves a text into a cell; a state that takes a reason asks for it before.
async function save(cell, key, text, more = {}) {
  const row = cell.parentElement, old = textOf(cell);
  if (asksReason({ [key]: text, ...more })) return askReason(reason => save(cell, key, text, { reason }), cell);
  cell.ariaBusy = 'true';
  try {
    const value = valueOf(key, text);
    write(cell, key, value);
    const saved = await saveOne(row, { [key]: value, ...more });
    take(row, saved);
    cell.ariaInvalid = null;
    cell.removeAttribute('title');
  } catch (problem) {
    back(cell, key, old);
    if (problem.status === 412) meet(cell, key, text, problem.current, more);
    else { fail(cell, problem.message); say(problem.message); }
  } finally {
    cell.ariaBusy = null;
  }
}

function back(cell, key, old) {
  try { write(cell, key, valueOf(key, old)); } catch { cell.textContent = old; }
}

// Shows a row as the server has it now.
export function take(row, saved) {
  row.dataset.version = saved.version;
  for (const cell of row.cells) {
    const key = keyOf(cell);
    if (!cell.classList.contains('editing') && wordsFor(key, saved[key]) !== textOf(cell)) write(cell, key, saved[key]);
  }
}

function openDialog(name, fill) {
  const dialog = document.getElementById('dialog');
  dialog.replaceChildren(document.getElementById(name).content.cloneNode(true));
  fill(dialog);
  dialog.showModal();
  dialog.querySelector('textarea, .primary').focus();
  return dialog;
}

export function askReason(then, cell) {
  const dialog = openDialog('ask-reason', shown => {
    shown.querySelector('form').addEventListener('submit', event => {
      event.preventDefault();
      const reason = shown.querySelector('textarea').value.trim();
      dialog.close();
      then(reason);
    });
  });
  dialog.addEventListener('close', () => cell && go(cell), { once: true });
}

// Somebody was faster. Where they changed something else, both are kept; else both values are shown, and one chooses.
function meet(cell, key, mine, current, more) {
  const theirs = wordsFor(key, current[key]), isOther = theirs === textOf(cell);
  take(cell.parentElement, current);
  if (isOther) save(cell, key, mine, more);
  else if (theirs !== mine) choose(cell, key, mine, theirs);
}

function choose(cell, key, mine, theirs) {
  const dialog = openDialog('meanwhile', shown => {
    shown.querySelector('.theirs').textContent = theirs || 'nothing';
    shown.querySelector('.mine').textContent = mine || 'nothing';
    shown.querySelector('.primary').addEventListener('click', () => { dialog.close(); save(cell, key, mine); });
  });
  dialog.addEventListener('close', () => go(cell), { once: true });
}

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-20, 0], PageDown: [20, 0] };

function extend(from, to) {
  anchor ??= from;
  select(anchor, to);
}

function press(event, cell) {
  const { key, shiftKey } = event, withCommand = event.ctrlKey || event.metaKey;
  if (event.altKey) return false;
  if (MOVES[key]) {
    const [down, right] = MOVES[key], next = beside(cell, down, right);
    if (shiftKey && down) extend(cell.parentElement, next.parentElement);
    else anchor = null;
    go(next);
  } else if (key === 'Home') go(withCommand ? rows()[0].cells[0] : cell.parentElement.cells[0]);
  else if (key === 'End') go(withCommand ? rows().at(-1).cells[cell.parentElement.cells.length - 1] : cell.parentElement.cells[cell.parentElement.cells.length - 1]);
  else if (key === 'Enter' && withCommand) cell.parentElement.querySelector('th a').click();
  else if (key === 'Enter' || key === 'F2') open(cell);
  else if (key === ' ') toggle(cell.parentElement);
  else if (key === 'Escape') select();
  else return type(event, cell);
  return true;
}

// The first letter goes into the field that has the focus by then.
function type(event, cell) {
  if (event.key.length > 1 || event.ctrlKey || event.metaKey) return false;
  const field = open(cell);
  if (field.tagName === 'INPUT' && field.type === 'text') field.value = '';
  return false;
}

document.addEventListener('keydown', event => {
  const cell = cellOf(event.target);
  if (cell === event.target && press(event, cell)) event.preventDefault();
});
document.addEventListener('focusin', event => { if (cellOf(event.target) === event.target && event.target !== active) go(event.target); });
document.addEventListener('mousedown', event => {
  const cell = cellOf(event.target);
  if (!cell || event.button || event.target.closest('a, .editing')) return;
  event.preventDefault();
  if (event.shiftKey && active) extend(active.parentElement, cell.parentElement);
  else anchor = null;
  if (event.ctrlKey || event.metaKey) toggle(cell.parentElement);
  go(cell);
});
document.addEventListener('dblclick', event => { const cell = cellOf(event.target); if (cell && !event.target.closest('.editing')) open(cell); });
document.addEventListener('copy', event => copy(event, active));
document.addEventListener('paste', event => paste(event, active));

function start() {
  if (!table()) return;
  table().setAttribute('role', 'grid');
  table().ariaMultiSelectable = 'true';
  if (!active?.isConnected) { active = rows()[0]?.cells[0]; if (active) active.tabIndex = 0; }
  bar();
}
document.addEventListener('htmx:after:swap', event => { if (event.detail.ctx?.sourceElement.id === 'table') start(); });
start();
