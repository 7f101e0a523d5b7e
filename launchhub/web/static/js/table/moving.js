// Why targets move: asked beside the table after the edit, before it is saved (../why.js). What had no target does not move.
import { Why } from '../why.js';
import { iso, textOf } from './cells.js';
import { cellFor, known } from './sheet.js';

const DAY = 86_400_000; // ms
let why = null;

function strip() {
  const form = document.querySelector('.why-moves');
  if (why?.form !== form) why = new Why(form);
  return why;
}

const target = row => { const cell = cellFor(row, 'target'); return cell && iso(known(cell)); };

// Where the column is not shown, nobody knows what it was.
const moves = ({ row, fields }) => 'target' in fields && target(row) !== '' && target(row) !== fields.target;

function wordsFor([{ row, fields }, ...others]) {
  if (others.length) return `${others.length + 1} targets move`;
  const title = `“${textOf(row.cells[0])}”`, days = (Date.parse(fields.target) - Date.parse(target(row))) / DAY;
  if (!fields.target) return `${title} has no target any more`;
  if (Number.isNaN(days)) return `${title} moves`;
  return `${title} moves ${Math.abs(days) === 1 ? '1 day' : `${Math.abs(days)} days`} ${days > 0 ? 'later' : 'earlier'}`;
}

// Adds to edits why their targets move, if any does. Returns false when they were taken back.
export async function sayWhy(edits, focus) {
  const moved = edits.filter(moves);
  if (!moved.length) return true;
  const reason = await new Promise(answer => {
    strip().ask({ words: wordsFor(moved), save: answer, undo: () => answer(null), focus });
  });
  for (const { fields } of moved) Object.assign(fields, reason);
  return reason !== null;
}

// Takes back what waits for an answer. Returns whether there was something.
export function takeBack() {
  const isWaiting = Boolean(why?.waiting);
  if (isWaiting) why.takeBack();
  return isWaiting;
}

export function answer() { if (!strip().form.hidden) strip().focus(); }
