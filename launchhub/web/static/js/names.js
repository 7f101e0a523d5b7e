// Members who are offered by name as one types into a field: taken with Enter or Tab, and left alone with Escape.
// Everything is delegated, since the fields come and go as fragments. The part around them says where to ask (data-members).
const PAUSE = 120, MOST = 6, ASKED = 30; // ms after a letter; names offered; members asked for, some of whom are guests

const kinds = []; // {fields, label, begun, fits, take}: see `offerNames`
let open = null; // {kind, field, list, members} while names are offered
let request = null, timer = null;

// Offers names in the fields that a selector finds. `begun` returns what was begun in one, with its `letters`, or null;
// `fits` which of the members found are offered; `take` puts the one that was chosen where it belongs.
export function offerNames(kind) {
  kinds.push(kind);
}

const kindOf = field => kinds.find(kind => field.matches?.(kind.fields));

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
  const { kind, field, members } = open, member = members[options().indexOf(option)];
  close();
  kind.take(field, member);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

function offer(kind, field, members) {
  close();
  if (!members.length) return;
  const list = document.createElement('ul');
  Object.assign(list, { className: 'names', id: `${field.id}-names`, role: 'listbox', ariaLabel: kind.label });
  list.append(...members.map(({ name }, place) => Object.assign(document.createElement('li'), { textContent: name, id: `${list.id}-${place}`, role: 'option' })));
  field.after(list);
  field.closest('[data-members]').toggleAttribute('data-busy', true); // the discussion is not fetched anew meanwhile
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', list.id);
  open = { kind, field, list, members };
  choose(list.firstElementChild);
}

async function ask(kind, field, letters) {
  const { signal } = request = new AbortController();
  const address = `${field.closest('[data-members]').dataset.members}?${new URLSearchParams({ search: letters.trim(), page_size: ASKED })}`;
  const answer = await fetch(address, { signal }).catch(() => null); // without names one types the whole of it
  const found = answer?.ok ? (await answer.json()).results : [];
  if (signal.aborted || document.activeElement !== field) return;
  offer(kind, field, kind.fits(found.filter(member => member.role !== 'guest'), field, letters).slice(0, MOST));
}

document.addEventListener('input', event => {
  const field = event.target, kind = kindOf(field);
  if (!kind) return;
  const found = kind.begun(field);
  clearTimeout(timer);
  request?.abort();
  if (!found) return close();
  timer = setTimeout(ask, PAUSE, kind, field, found.letters);
});

document.addEventListener('keydown', event => {
  if (!open || event.target !== open.field || event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], all = options();
  if (step) choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
  else if (event.key === 'Escape') close();
  else if (['Enter', 'Tab'].includes(event.key) && !event.ctrlKey && !event.metaKey && !event.shiftKey && open.kind.begun(open.field)) take(chosen());
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
