// The plan of a launch: from thing to thing by keyboard, many chosen at once, one line after the other added.
const plan = () => document.getElementById('plan');
const many = () => document.getElementById('many');
const boxes = () => [...plan().querySelectorAll('input[name="things"]')];
const chosen = new Set(); // by value: a fetched row is another element
let last; // the value from which Shift chooses

const typing = target => target.closest('input:not([type="checkbox"]), textarea, select, dialog, [contenteditable]');
const rowOf = element => element?.closest?.('#plan tbody tr[id]');

function show() {
  const form = many();
  if (!form) return;
  const count = chosen.size;
  form.hidden = count === 0 && !form.querySelector('.summary');
  form.querySelector('output').textContent = count === 0 ? 'Nothing chosen' : count === 1 ? '1 thing' : `${count} things`;
  for (const box of boxes()) box.closest('tr').ariaSelected = box.checked ? 'true' : null;
}

function choose(box, isOn) {
  box.checked = isOn;
  if (isOn) chosen.add(box.value);
  else chosen.delete(box.value);
}

// From the last one to this one, as Shift does.
function range(box) {
  const all = boxes().filter(each => each.checkVisibility()), from = all.findIndex(each => each.value === last);
  const to = all.indexOf(box), [first, end] = from < 0 ? [to, to] : [from, to].sort((a, b) => a - b);
  for (const each of all.slice(first, end + 1)) choose(each, box.checked);
}

function clear() {
  for (const box of boxes()) box.checked = false;
  chosen.clear();
  show();
}

// What was chosen stays chosen when the plan is fetched anew, as far as it is still there.
function keep() {
  for (const box of boxes()) box.checked = chosen.has(box.value);
  for (const value of [...chosen]) if (!boxes().some(box => box.value === value)) chosen.delete(value);
  show();
}

const toggle = (box, isRange) => {
  if (isRange) range(box);
  else choose(box, box.checked);
  last = box.value;
  show();
};

document.addEventListener('click', event => {
  if (event.target.matches('#plan input[name="things"]')) toggle(event.target, event.shiftKey);
  if (event.target.closest('#many [data-clear]')) clear();
});

function step(by) {
  const rows = [...plan().querySelectorAll('tbody tr[id]')].filter(row => row.checkVisibility());
  const at = rows.indexOf(rowOf(document.activeElement)), to = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
  rows[to]?.querySelector('.name a').focus();
}

// Opens one of the things that the bar does, for what is chosen or for the row at hand.
function open(menu) {
  const box = rowOf(document.activeElement)?.querySelector('input[name="things"]');
  if (chosen.size === 0 && box) choose(box, true);
  show();
  if (chosen.size === 0) return;
  for (const other of many().querySelectorAll('details')) other.open = other === menu;
  menu.querySelector('input, select, textarea').focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: () => document.querySelector('#adding input[name="add-title"]')?.focus(),
  x: event => {
    const box = rowOf(event.target)?.querySelector('input[name="things"]');
    if (!box) return;
    box.checked = !box.checked;
    toggle(box, false);
  },
  X: event => {
    const box = rowOf(event.target)?.querySelector('input[name="things"]');
    if (!box) return;
    box.checked = true;
    toggle(box, true);
  },
  e: event => {
    const link = rowOf(event.target)?.querySelector('.name a[aria-haspopup]');
    if (link) htmx.ajax('GET', `${link.getAttribute('href')}edit/`, { source: link, target: '#dialog', swap: 'innerHTML' });
  },
};

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Enter' && event.target.closest('#many .values')) {
    event.preventDefault();
    event.target.closest('.values').querySelector('button[type="submit"]').click();
    return;
  }
  if (typing(event.target)) return;
  if (event.key === 'Escape' && chosen.size && !event.target.closest('.menu[open]')) return clear();
  const menu = many()?.querySelector(`details[data-key="${CSS.escape(event.key)}"]`);
  if (!menu && !KEYS[event.key]) return;
  event.preventDefault();
  if (menu) open(menu);
  else KEYS[event.key](event);
});

// A phase alone has a last day.
const spans = () => {
  const form = document.getElementById('adding'), end = form?.elements['add-end'];
  if (end) end.closest('.field').hidden = form.elements['add-kind'].value !== 'phase';
};
document.addEventListener('change', event => { if (event.target.name === 'add-kind') spans(); });

document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  if (ctx.sourceElement.id === 'many' && ctx.response.status === 204) {
    for (const menu of many().querySelectorAll('details')) menu.open = false;
    many().querySelector('.summary')?.remove();
    for (const field of many().querySelectorAll('input[type="text"], input[type="number"]')) field.value = '';
    clear();
  }
});
document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  const id = ctx?.target?.id;
  if (!['plan', 'many', 'adding'].includes(id)) return;
  keep();
  spans();
  if (id === 'many') many().querySelector('.summary')?.focus();
  if (id === 'adding') (document.querySelector('#adding [aria-invalid="true"]') ?? document.querySelector('#adding input[name="add-title"]')).focus();
});

keep();
spans();
