// Many rows at once: chosen with Shift or Space, changed together, copied to a spreadsheet and pasted from one.
// What goes out together is saved together: all of it, or none with the errors at their cells.
import { say } from '../requests.js';
import { askReason, askRest } from './asking.js';
import { asksReason, fieldFor, textOf, valueOf, wordsFor } from './cells.js';
import { sayWhy } from './moving.js';
import { addMany, inTurn, readMany, saveMany } from './saving.js';
import { beside, box, fail, forgive, hold, idOf, isRead, isWhole, keyOf, keys, known, release, rows, take } from './sheet.js';

const MOST = 1000;
const form = () => document.getElementById('many');
const chosen = () => [...box().querySelectorAll('tr[aria-selected="true"]')];

// Chooses the rows from one to another, or none.
export function select(from, to) {
  for (const row of chosen()) row.ariaSelected = null;
  if (from) {
    const all = rows(), ends = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
    for (const row of all.slice(ends[0], ends[1] + 1)) row.ariaSelected = 'true';
  }
  count();
}

export function toggle(row) {
  row.ariaSelected = row.ariaSelected === 'true' ? null : 'true';
  count();
}

function count() {
  const many = chosen().length;
  form().hidden = many === 0;
  form().querySelector('output').textContent = many === 1 ? '1 feature' : `${many} features`;
}

let bound = null;

// The bar that changes all chosen rows.
export function bar() {
  if (form() !== bound) bind();
  count();
}

function bind() {
  bound = form();
  const which = form().elements.field, place = form().querySelector('.value');
  const show = () => place.replaceChildren(fieldFor(which.value, '', 'New value'));
  which.addEventListener('change', show);
  form().addEventListener('submit', event => {
    event.preventDefault();
    const field = place.firstElementChild, text = field.selectedOptions?.[0]?.textContent.trim() ?? field.value;
    const value = valueOf(which.value, text);
    change(chosen().map(row => ({ row, fields: { [which.value]: value } })));
  });
  form().querySelector('[data-clear]').addEventListener('click', () => select());
  show();
}

// Returns whether all of it was saved.
async function change(edits) {
  if (edits.length > MOST) { say(`${edits.length} features are too many at once: choose up to ${MOST}.`); return false; }
  if (edits.some(({ fields }) => asksReason(fields))) { // once, for all
    const reason = await askReason();
    if (reason === undefined) return false;
    for (const { fields } of edits) if (asksReason(fields)) fields.reason = reason;
  }
  const cells = edits.flatMap(cellsOf), active = document.activeElement;
  for (const cell of cells) { hold(cell); cell.ariaBusy = 'true'; } // too much to be sent while the page is being left
  try {
    if (!await sayWhy(edits, () => active.focus())) return false;
    await inTurn(edits.map(({ row }) => row), () => send(edits));
    cells.forEach(forgive);
    say(edits.length === 1 ? '1 feature is changed.' : `${edits.length} features are changed.`);
    return true;
  } catch (problem) {
    refuse(edits, problem);
    return false;
  } finally {
    cells.forEach(release);
  }
}

// The cells that are written; the title stands for a column that is not shown.
function cellsOf({ row, fields }) {
  const found = [...row.cells].filter(cell => keyOf(cell) in fields);
  return found.length ? found : [row.cells[0]];
}

async function send(edits) {
  try {
    await saveMany(edits);
  } catch (problem) {
    const late = problem.errors?.filter(({ pointer }) => pointer.endsWith('/version')) ?? [];
    if (!late.length || late.length < problem.errors.length) throw problem;
    await meet(late.map(({ pointer }) => edits[pointer.split('/')[1]]));
    await send(edits);
  }
}

// Somebody was faster: takes what they saved. Throws where it stands in a cell that one wanted to write.
async function meet(edits) {
  const found = await readMany(edits.map(({ row }) => row));
  let clashes = 0;
  for (const edit of edits) {
    const cells = cellsOf(edit), before = cells.map(known), now = found.get(idOf(edit.row));
    if (now) take(edit.row, now);
    for (const [place, cell] of cells.entries()) {
      const key = keyOf(cell), theirs = now ? known(cell) : '';
      if (!(key in edit.fields) || theirs === before[place] || theirs === wordsFor(key, edit.fields[key])) continue;
      clashes++;
      fail(cell, 'Somebody changed this meanwhile. Do it again to replace it.');
    }
  }
  if (clashes) throw new Error(`Somebody changed ${clashes === 1 ? 'a cell' : `${clashes} cells`} meanwhile: look at it, then do it again.`);
}

// Nothing was saved: each error goes to its cell.
function refuse(edits, problem) {
  const errors = (problem.errors ?? []).map(({ pointer, detail }) => [...pointer.split('/').slice(1), detail]);
  for (const [place, name, detail] of errors) {
    const { row } = edits[place], cells = [...row.cells];
    fail(cells.find(cell => keyOf(cell) === name) ?? cells[0], detail);
  }
  say(`Nothing was saved. ${errors.length > 1 ? `${errors.length} cells cannot be: ` : ''}${errors[0]?.[2] ?? problem.message}`);
}

// The cells of the active column in the chosen rows, or the active cell.
export function copy(event, active) {
  if (document.activeElement !== active || !active) return;
  const marked = chosen(), cells = marked.length ? marked.map(row => row.cells[active.cellIndex]) : [active];
  event.clipboardData.setData('text/plain', cells.map(textOf).join('\n'));
  event.preventDefault();
}

// Lines go down from the active cell and tabs to the right; one value goes into all chosen rows. What is left when the
// rows end becomes features, if one likes.
export async function paste(event, active) {
  if (document.activeElement !== active || !active) return;
  event.preventDefault();
  const lines = event.clipboardData.getData('text/plain').replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n').map(line => line.split('\t'));
  const marked = chosen(), isFill = lines.length === 1 && marked.length > 1;
  const pairs = isFill ? marked.map(row => [row, lines[0]]) : under(active, lines), rest = isFill ? [] : lines.slice(pairs.length);
  if (!rest.length) return fill(active, pairs);
  if (!isWhole()) return say('Not all rows are here yet. Paste again in a moment.');
  const answer = await askRest(pairs.length, rest.length, keyOf(active) === 'title' && keys().includes('product'));
  active.focus();
  if (answer === 'fit') await fill(active, pairs);
  else if (answer) await fillAndAdd(active, pairs, rest);
}

// The product is that of the row where the paste began, unless a line names one.
async function fillAndAdd(active, pairs, rest) {
  const read = [...active.parentElement.cells].filter(isRead).map(keyOf), product = textOf(active.parentElement.cells[keys().indexOf('product')]);
  let items;
  try {
    items = rest.map(texts => {
      const fields = texts.slice(0, keys().length).map((text, at) => [keys()[at], text.trim()])
        .filter(([key]) => !read.includes(key)).map(([key, text]) => [key, valueOf(key, text)]);
      return { product: valueOf('product', product), ...Object.fromEntries(fields) };
    });
  } catch (error) {
    return say(`Nothing was saved. ${error.message}`);
  }
  if (!await fill(active, pairs)) return;
  try {
    await addMany(items);
    say(items.length === 1 ? '1 feature was added.' : `${items.length} features were added.`);
  } catch (problem) {
    say(`The rows here are changed, but no feature was added. ${problem.message}`);
  }
}

// Writes texts into rows. Returns whether they were saved.
async function fill(active, pairs) {
  const edits = new Map(), wrong = [];
  for (const [row, texts] of pairs) {
    texts.forEach((text, place) => {
      const cell = row.cells[active.cellIndex + place];
      if (!cell || isRead(cell) && text.trim() === textOf(cell)) return;
      try {
        if (isRead(cell)) throw new Error('This column is changed in the feature itself: Enter opens it.');
        edits.set(row, { ...edits.get(row), [keyOf(cell)]: valueOf(keyOf(cell), text.trim()) });
      } catch (error) {
        wrong.push(error.message);
        fail(cell, error.message);
      }
    });
  }
  if (wrong.length) say(`Nothing was saved. ${wrong[0]}`);
  return !wrong.length && change([...edits].map(([row, fields]) => ({ row, fields })));
}

function under(active, lines) {
  const found = [];
  let cell = active;
  for (const texts of lines) {
    if (found.at(-1)?.[0] === cell.parentElement) break; // the last row
    found.push([cell.parentElement, texts]);
    cell = beside(cell, 1, 0);
  }
  return found;
}
