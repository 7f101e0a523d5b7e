// The fields of a feature: each is a form that is saved alone, when one leaves or changes it. What is being typed is not
// disturbed by what comes in meanwhile (hx-morph-skip), and Escape takes it back.
const LIVE = '.inline-edit';
const formOf = target => target.closest?.(LIVE);
const keptOf = form => form.closest('.writing') ?? form;

const isChanged = field => field.matches('select') ? [...field.options].some(option => option.selected !== option.defaultSelected)
  : field.value !== field.defaultValue;
const fieldsOf = form => [...form.elements].filter(field => field.name && field.type !== 'hidden');
const isDirty = form => fieldsOf(form).some(isChanged);
const isRefused = form => form.querySelector('.summary') !== null;
const isAsked = form => form.querySelector('.along:not([hidden])') !== null;

// The first field below `part` with something in it that nobody saves by itself.
export function unsaved(part) {
  const forms = [...part.querySelectorAll(`form:not(.htmx-request)`)].filter(form => form.matches(LIVE) || form.querySelector('textarea'));
  return forms.flatMap(fieldsOf).find(isChanged);
}

function mark(form) {
  keptOf(form).toggleAttribute('hx-morph-skip', isDirty(form) || isRefused(form));
  const along = form.querySelector('.along');
  if (!along) return;
  const { status, target } = form.elements;
  along.hidden = !(status ? ['parked', 'cut'].includes(status.value) : target.defaultValue !== '' && isChanged(target));
}

function save(form) {
  if (isDirty(form) && !isAsked(form)) form.requestSubmit();
}

// Enter in a field both changes it and sends its form: once is enough.
const sending = new WeakSet();
document.addEventListener('submit', event => {
  if (!event.target.matches(LIVE)) return;
  if (sending.has(event.target)) { event.preventDefault(); event.stopImmediatePropagation(); }
  sending.add(event.target);
}, true);

// What was refused is fetched as it is.
function putBack(form) {
  const refused = isRefused(form);
  form.reset();
  form.querySelector('.summary')?.remove();
  mark(form);
  if (refused) document.body.dispatchEvent(new CustomEvent(`live:${form.closest('.feature').id}`));
}

function settle(form) {
  for (const field of fieldsOf(form)) {
    if (field.matches('select')) for (const option of field.options) option.defaultSelected = option.selected;
    else field.defaultValue = field.value;
  }
  keptOf(form).removeAttribute('hx-morph-skip');
}

document.addEventListener('input', event => { const form = formOf(event.target); if (form) mark(form); });

document.addEventListener('change', event => {
  const form = formOf(event.target);
  if (form && !event.target.matches('textarea, [type="date"]')) save(form);
});

// A date is whole when one leaves it (browsers tell of each digit of the year), and a text when one leaves its form.
document.addEventListener('focusout', event => {
  const form = formOf(event.target);
  if (form && event.target.matches('textarea, [type="date"]') && !form.contains(event.relatedTarget)) save(form);
});

document.addEventListener('keydown', event => {
  const menu = event.key === 'Escape' && event.target.closest?.('.feature .menu[open]');
  if (menu) { // the menu closes, the panel stays
    event.preventDefault();
    menu.open = false;
    menu.querySelector('summary').focus();
    return;
  }
  const form = formOf(event.target);
  if (!form || !event.target.matches('input, textarea, select')) return;
  if (event.key === 'Escape' && (isDirty(form) || isRefused(form))) {
    event.preventDefault();
    if (!event.target.matches('textarea') || isRefused(form)) putBack(form); // nobody loses a text by one key
  }
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
}, true);

// What is folded away leaves the focus on its summary, so that one goes on from there by keyboard.
function fold(details) {
  if (!details) return;
  if (details.contains(document.activeElement)) details.querySelector('summary').focus();
  details.open = false;
}

for (const kind of ['htmx:after:request', 'htmx:error']) document.addEventListener(kind, ({ detail: { ctx } }) => sending.delete(ctx?.sourceElement));

document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  const form = ctx.sourceElement.closest?.(`${LIVE}, .picker form`);
  if (!form || ctx.response?.status !== 204) return;
  if (form.matches(LIVE)) settle(form);
  fold(form.closest('details'));
  const said = form.closest('.feature')?.querySelector('.saved');
  if (!said) return;
  said.textContent = 'Saved';
  setTimeout(() => { said.textContent = ''; }, 2000);
});

// A morph changes what fields hold at first, not what they show: those that nobody has touched follow.
document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  for (const form of document.querySelectorAll(`.feature ${LIVE}:not([hx-morph-skip])`)) if (!keptOf(form).hasAttribute('hx-morph-skip')) form.reset();
  if (ctx?.response?.status !== 422 || !ctx.sourceElement.matches(LIVE)) return;
  document.getElementById(ctx.sourceElement.id)?.querySelector('[aria-invalid="true"], .summary')?.focus();
});

// -- what is found by typing -------------------------------------------------------------------------------------------
document.addEventListener('toggle', event => {
  if (!event.target.matches('.picker')) return;
  event.target.toggleAttribute('data-busy', event.target.open); // what is offered is not taken away meanwhile
  if (!event.target.open) return;
  const search = event.target.querySelector('[type="search"]');
  search.focus();
  htmx.trigger(search, 'picker:open');
}, true);

// What is offered is for the words that were sent, not for those typed since. Enter takes the first of it; when it comes
// before the offer does, it waits for it.
const isSearch = element => element?.matches?.('.picker [type="search"]');
const isFound = search => search.dataset.found === search.value;
const hasty = new WeakSet(), asked = new WeakMap();

function takeFirst(search) {
  hasty.delete(search);
  search.closest('.picker[open]')?.querySelector('.choice')?.click();
}

document.addEventListener('htmx:before:request', ({ detail: { ctx } }) => { if (isSearch(ctx.sourceElement)) asked.set(ctx, ctx.sourceElement.value); });
document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  const search = ctx?.sourceElement;
  if (!isSearch(search)) return;
  search.dataset.found = asked.get(ctx);
  if (hasty.has(search) && isFound(search)) takeFirst(search);
});
document.addEventListener('input', event => hasty.delete(event.target));

document.addEventListener('submit', event => { if (event.target.matches('.picker [role="search"]')) event.preventDefault(); });

document.addEventListener('keydown', event => {
  const picker = event.target.closest?.('.picker[open]'), steps = { ArrowDown: 1, ArrowUp: -1 };
  if (!picker || !(event.key in steps || event.key === 'Enter')) return;
  const stops = [picker.querySelector('[type="search"]'), ...picker.querySelectorAll('.choice')], at = stops.indexOf(event.target);
  if (at < 0 || (event.key === 'Enter' && at)) return; // Enter presses the choice that has the focus
  event.preventDefault();
  if (event.key !== 'Enter') stops[Math.max(0, Math.min(stops.length - 1, at + steps[event.key]))].focus();
  else if (event.target.value && isFound(event.target)) takeFirst(event.target);
  else if (event.target.value) hasty.add(event.target);
});
