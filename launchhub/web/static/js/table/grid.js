// The table as a grid: arrows go from cell to cell, Enter, F2 or typing edit one, Escape takes back, Tab goes on.
// Each cell is saved by one request; what somebody else saved meanwhile is shown beside what was typed.
import { say } from '../requests.js';
import { askReason, choose } from './asking.js';
import { asksReason, fieldFor, put, textOf, valueOf, wordsFor } from './cells.js';
import { bar, copy, paste, select, toggle } from './many.js';
import { answer, sayWhy, takeBack } from './moving.js';
import { inTurn, saveOne } from './saving.js';
import { beside, cellOf, fail, forgive, hold, isRead, isWhole, keyOf, known, release, rows, table, take } from './sheet.js';

let active = null, anchor = null; // the cell that has the focus, the row where a choice began
let isBound = false; // for the end, while more rows are on their way

function go(cell) {
  if (!cell) return;
  if (active) active.tabIndex = -1;
  active = cell;
  cell.tabIndex = 0;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function open(cell, isTyped = false) {
  if (isRead(cell)) return void cell.parentElement.querySelector('th a').click();
  const key = keyOf(cell), text = textOf(cell), field = fieldFor(key, text, `${table().tHead.rows[0].cells[cell.cellIndex].textContent.trim()} of ${textOf(cell.parentElement.cells[0])}`, isTyped);
  const before = [...cell.childNodes], first = field.value;
  let isOver = false;
  hold(cell);
  const close = () => { isOver = true; cell.replaceChildren(...before); cell.classList.remove('editing'); release(cell); };
  const done = async (down, right, stay) => {
    if (isOver) return;
    const typed = field.tagName === 'SELECT' ? field.selectedOptions[0]?.textContent.trim() ?? '' : field.value.trim();
    close();
    if (!stay) go(beside(cell, down, right));
    if (field.value !== first) await save(cell, key, typed);
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

// Saves a text into a cell, which waits for its turn and is busy until all is over.
async function save(cell, key, text) {
  hold(cell);
  try {
    const value = valueOf(key, text), fields = { [key]: value };
    put(cell, key, wordsFor(key, value));
    if (asksReason(fields)) {
      fields.reason = await askReason();
      go(cell);
      if (fields.reason === undefined) return;
    }
    if (!await sayWhy([{ row: cell.parentElement, fields }], () => go(cell))) return;
    cell.ariaBusy = 'true';
    await inTurn([cell.parentElement], () => send(cell, key, fields));
    forgive(cell);
  } catch (problem) {
    fail(cell, problem.message);
    say(problem.message);
  } finally {
    release(cell);
  }
}

// Where somebody was faster and changed something else, both are kept; else both values are shown, and one chooses.
async function send(cell, key, fields) {
  const row = cell.parentElement, before = known(cell);
  try {
    await saveOne(row, fields);
  } catch (problem) {
    if (problem.status !== 412) throw problem;
    take(row, problem.current);
    const mine = wordsFor(key, fields[key]), theirs = known(cell);
    if (theirs === mine || theirs !== before && !await choose(theirs, mine).finally(() => go(cell))) return;
    await send(cell, key, fields);
  }
}

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-20, 0], PageDown: [20, 0] };

function extend(from, to) {
  anchor ??= from;
  select(anchor, to);
}

function press(event, cell) {
  const { key, shiftKey } = event, withCommand = event.ctrlKey || event.metaKey;
  if (event.altKey && event.code === 'KeyR') { answer(); return true; }
  if (event.altKey) return false;
  isBound = false;
  if (MOVES[key]) {
    const [down, right] = MOVES[key], next = beside(cell, down, right);
    if (shiftKey && down) extend(cell.parentElement, next.parentElement);
    else anchor = null;
    go(next);
  } else if (key === 'Home') go(withCommand ? rows()[0].cells[0] : cell.parentElement.cells[0]);
  else if (key === 'End' && withCommand) end();
  else if (key === 'End') go([...cell.parentElement.cells].at(-1));
  else if (key === 'Enter' && withCommand) cell.parentElement.querySelector('th a').click();
  else if (key === 'Enter' || key === 'F2') open(cell);
  else if (key === ' ') toggle(cell.parentElement);
  else if (key === 'Escape') takeBack() || select();
  else return type(event, cell);
  return true;
}

function end() {
  go([...rows().at(-1).cells].at(-1));
  isBound = !isWhole();
}

// The first letter goes into the field that has the focus by then.
function type(event, cell) {
  if (event.key.length > 1 || event.ctrlKey || event.metaKey || isRead(cell)) return false;
  const field = open(cell, true);
  if (field.tagName === 'INPUT') field.value = '';
  return false;
}

document.addEventListener('keydown', event => {
  const cell = cellOf(event.target);
  if (cell === event.target && press(event, cell)) event.preventDefault();
});
document.addEventListener('focusin', event => { if (cellOf(event.target) === event.target && event.target !== active) go(event.target); });
document.addEventListener('mousedown', event => {
  const cell = cellOf(event.target);
  isBound = false;
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
document.addEventListener('htmx:after:swap', event => {
  if (event.detail.ctx?.sourceElement.id === 'table') start();
  if (isBound && document.activeElement === active) end();
});
start();
