// Names after an "@": whoever may be meant is offered as one types, taken with Enter or Tab, and left alone with Escape.
// The comment stays plain text. Everything is delegated, since the fields come and go as fragments.
const PAUSE = 120, MOST = 6, ASKED = 30; // ms after a letter; names offered; members asked for, some of whom are guests
const BEGUN = /(?:^|[^\p{L}\p{N}_.+-])@((?:[\p{L}\p{N}'’.-]+ ?){0,3})$/u; // not inside a word, such as an e-mail address
const fieldOf = target => target.closest?.('[data-members] textarea');

let open = null; // {field, list} while names are offered
let request = null, timer = null;

// What was begun before the caret: where its "@" stands, and the letters after it.
function begun(field) {
  const before = field.value.slice(0, field.selectionStart), found = before.match(BEGUN);
  return found && field.selectionStart === field.selectionEnd ? { start: before.length - found[1].length - 1, letters: found[1] } : null;
}

function close() {
  clearTimeout(timer);
  request?.abort();
  if (!open) return;
  const { field, list } = open;
  open = null;
  list.remove();
  for (const name of ['aria-controls', 'aria-activedescendant', 'aria-autocomplete']) field.removeAttribute(name);
  field.closest('[data-members]')?.removeAttribute('data-busy');
}

const options = () => [...open.list.children];
const chosen = () => options().find(option => option.ariaSelected === 'true');

function choose(option) {
  for (const each of options()) each.ariaSelected = String(each === option);
  open.field.setAttribute('aria-activedescendant', option.id);
}

function take(option) {
  const { field } = open, { start } = begun(field);
  close();
  field.setRangeText(`@${option.textContent} `, start, field.selectionStart, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

function offer(field, names) {
  close();
  if (!names.length) return;
  const list = document.createElement('ul');
  Object.assign(list, { className: 'names', id: `${field.id}-names`, role: 'listbox', ariaLabel: 'Whom you mean' });
  list.append(...names.map((name, place) => Object.assign(document.createElement('li'), { textContent: name, id: `${list.id}-${place}`, role: 'option' })));
  field.after(list);
  field.closest('[data-members]').toggleAttribute('data-busy', true); // the discussion is not fetched anew meanwhile
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', list.id);
  open = { field, list };
  choose(list.firstElementChild);
}

async function ask(field, letters) {
  const { signal } = request = new AbortController();
  const address = `${field.closest('[data-members]').dataset.members}?${new URLSearchParams({ search: letters.trim(), page_size: ASKED })}`;
  const answer = await fetch(address, { signal }).catch(() => null); // without names one types the whole of it
  const found = answer?.ok ? (await answer.json()).results : [];
  if (signal.aborted || document.activeElement !== field) return;
  const names = found.filter(member => member.role !== 'guest').map(member => member.name);
  const isWhole = names.some(name => letters.toLowerCase() === `${name.toLowerCase()} `); // it is taken or typed to its end
  offer(field, isWhole ? [] : [...new Set(names)].slice(0, MOST));
}

document.addEventListener('input', event => {
  const field = fieldOf(event.target);
  if (!field) return;
  const found = begun(field);
  clearTimeout(timer);
  request?.abort();
  if (!found) return close();
  timer = setTimeout(ask, PAUSE, field, found.letters);
});

document.addEventListener('keydown', event => {
  if (!open || event.target !== open.field || event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], all = options();
  if (step) choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
  else if (event.key === 'Escape') close();
  else if (['Enter', 'Tab'].includes(event.key) && !event.ctrlKey && !event.metaKey && !event.shiftKey && begun(open.field)) take(chosen());
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener('mousedown', event => {
  if (event.target.closest?.('.names')) event.preventDefault(); // the field keeps the focus
});
document.addEventListener('click', event => {
  const option = open && event.target.closest?.('.names > li');
  if (option) take(option);
});
document.addEventListener('focusout', event => { if (event.target === open?.field) close(); });
