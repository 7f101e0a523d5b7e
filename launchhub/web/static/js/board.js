// The board: cards are dragged, moved with Alt and the arrow keys, or by "Move", which leads to a form. The server has
// the last word: what it refuses goes back to where it was, and after each move the board is fetched anew.
import Sortable, { AutoScroll } from '../vendor/sortable/sortable.core.esm.js';

Sortable.mount(new AutoScroll());

const board = () => document.getElementById('board');
const sortable = new WeakSet();
let isDragging = false, focused = null, queue = Promise.resolve();

const lists = () => [...board().querySelectorAll('.cards')];
const idOf = card => card?.dataset.feature ?? '';
const formOf = card => card.querySelector('.move').href;

// Where a card stands among its neighbours, as the server takes it, and in which column one saw it.
function placeOf(card, from) {
  const to = card.closest('.cards'), next = idOf(card.nextElementSibling);
  const values = { to: to.dataset.column, seen: from.dataset.column };
  if (next) values.before = next;
  else if (card.previousElementSibling) values.after = idOf(card.previousElementSibling);
  return values;
}

async function save(card, values) {
  let isSaved = false;
  const see = ({ detail: { ctx } }) => { isSaved = ctx.response?.status === 204; };
  card.addEventListener('htmx:after:request', see);
  await htmx.ajax('POST', formOf(card), { source: card, target: '#dialog', swap: 'innerHTML', values });
  card.removeEventListener('htmx:after:request', see);
  return isSaved;
}

// The card stands in its new place already; `back` puts it where it came from.
function settle(card, from, back) {
  const values = placeOf(card, from), list = card.closest('.cards');
  if (list !== from && 'asks' in list.dataset) {
    back();
    const address = new URL(formOf(card));
    for (const name in values) address.searchParams.set(name, values[name]);
    htmx.ajax('GET', address.pathname + address.search, { source: card, target: '#dialog', swap: 'innerHTML' });
    return;
  }
  queue = queue.then(() => save(card, values)).then(isSaved => isSaved || back(), back);
}

const placer = card => {
  const parent = card.parentElement, next = card.nextElementSibling;
  return () => parent.insertBefore(card, next?.parentElement === parent ? next : null);
};

function sort() {
  for (const list of lists()) {
    if (sortable.has(list)) continue;
    sortable.add(list);
    let back;
    new Sortable(list, {
      group: 'board', draggable: '.card', filter: '.move', preventOnFilter: false, animation: 110,
      delay: 180, delayOnTouchOnly: true, touchStartThreshold: 4, ghostClass: 'ghost',
      onStart: ({ item }) => { isDragging = true; back = placer(item); },
      onEnd: ({ item, from, to, oldIndex, newIndex }) => {
        isDragging = false;
        if (from !== to || oldIndex !== newIndex) settle(item, from, back);
      },
    });
  }
}

// Returns whether the key moved the card somewhere.
function step(card, key) {
  const list = card.closest('.cards'), all = lists(), back = placer(card);
  const other = all[all.indexOf(list) + { ArrowLeft: -1, ArrowRight: 1 }[key]];
  if (other) other.prepend(card);
  else if (key === 'ArrowUp' && card.previousElementSibling) card.previousElementSibling.before(card);
  else if (key === 'ArrowDown' && card.nextElementSibling) card.nextElementSibling.after(card);
  else return;
  settle(card, list, back);
  card.querySelector('.title').focus();
}

document.addEventListener('keydown', event => {
  const card = event.target.closest('#board .card');
  if (!card || !event.altKey || !event.key.startsWith('Arrow')) return;
  event.preventDefault();
  step(card, event.key);
});

document.addEventListener('click', event => {
  const link = event.target.closest('#board .move');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  htmx.ajax('GET', link.getAttribute('href'), { source: link, target: '#dialog', swap: 'innerHTML' });
});

document.addEventListener('focusin', event => {
  const card = event.target.closest('#board .card');
  focused = card && `#${card.id} .${event.target.className}`;
});
// Nothing changes under a card that is being dragged.
document.addEventListener('live:refetch', event => { if (isDragging && event.target === board()) event.preventDefault(); });
document.addEventListener('htmx:after:swap', event => {
  if (event.detail.ctx?.sourceElement.id !== 'board') return;
  sort();
  if (focused && document.activeElement === document.body) document.querySelector(focused)?.focus();
});
sort();
