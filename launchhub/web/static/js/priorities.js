// Priorities: a score is saved when all of its numbers are there, without leaving the row; the line through the
// ranking moves by the arrow keys, by dragging, and by the number beside it. All of it works by plain forms, too.
const numbers = form => [...form.querySelectorAll('.input')];

// All there, or all taken out again: half a score waits for the rest.
const isWhole = form => {
  const given = numbers(form).filter(field => field.value !== '' || field.validity.badInput).length;
  return given === numbers(form).length || given === 0;
};

// Enter changes a field and then sends its form by itself: once is enough.
let sent;
document.addEventListener('submit', event => { sent = event.target; }, true);
document.addEventListener('change', event => {
  const form = event.target.closest('form.marks');
  if (form && isWhole(form)) {
    sent = undefined;
    setTimeout(() => { if (sent !== form) form.requestSubmit(); });
  }
  if (event.target.id === 'line') draw(Number(event.target.value));
});

for (const [kind, isBusy] of [['htmx:before:request', 'true'], ['htmx:finally:request', 'false']]) {
  document.addEventListener(kind, event => {
    const form = event.detail.ctx?.sourceElement?.closest?.('form.marks');
    form?.setAttribute('aria-busy', isBusy);
  });
}

const cut = () => document.getElementById('cut');
const rows = () => [...cut().parentElement.children].filter(row => row !== cut());

// Puts the line after so many rows: in the list, in the field and in the address.
function draw(count) {
  const list = rows(), place = Math.max(0, Math.min(count || 0, list.length));
  const handle = document.getElementById('line-handle'), field = document.getElementById('line');
  if (list[place]) list[place].before(cut());
  else list.at(-1)?.after(cut());
  handle.setAttribute('aria-valuenow', place);
  handle.setAttribute('aria-valuetext', `The first ${place} are on the roadmap`);
  field.value = place;
  const address = new URL(location);
  address.searchParams.set('line', place);
  history.replaceState(history.state, '', address);
  document.getElementById('priorities').setAttribute('hx-get', address.pathname + address.search);
}

const STEPS = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };

document.addEventListener('keydown', event => {
  if (event.target.id !== 'line-handle' || !(event.key in STEPS)) return;
  event.preventDefault();
  draw(Math.max(0, Math.min(Number(event.target.getAttribute('aria-valuenow')) + STEPS[event.key], rows().length)));
  event.target.focus();
});

document.addEventListener('pointerdown', event => {
  const handle = event.target.closest('#line-handle');
  if (!handle || event.button) return;
  event.preventDefault();
  handle.focus();
  handle.classList.add('dragged');
  const follow = ({ clientY }) => draw(rows().filter(row => {
    const { top, height } = row.getBoundingClientRect();
    return clientY > top + height / 2;
  }).length);
  const stop = () => {
    handle.classList.remove('dragged');
    document.removeEventListener('pointermove', follow);
  };
  document.addEventListener('pointermove', follow);
  for (const kind of ['pointerup', 'pointercancel']) document.addEventListener(kind, stop, { once: true });
});
