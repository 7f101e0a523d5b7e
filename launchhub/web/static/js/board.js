// The board: cards are dragged, moved with Alt and the arrow keys, or by "Move", which leads to a form. The server has
// the last word: what it refuses goes back to where it was, and after each move the board is fetched anew.
import Sortable, { AutoScroll } from '../vendor/sortable/sortable.core.esm.js';
import { isLeaving } from './requests.js';
import { Why } from './why.js';

Sortable.mount(new AutoScroll());

const board = () => document.getElementById('board');
const sortable = new WeakSet();
const why = new Why(document.querySelector('.why-moves'));
let isDragging = false, focused = null, queue = Promise.resolve(), waiting = 0; // moves that are not saved yet

const lists = () => [...board().querySelectorAll('.cards')];
const idOf = card => card?.dataset.feature ?? '';
const isOpen = list => !('closed' in list.dataset); // a card can be put there
const formOf = card => card.querySelector('.move').href;

// Where a card stands among its neighbours, as the server takes it, and in which column one saw it.
function placeOf(card, from) {
  const to = card.closest('.cards'), next = idOf(card.nextElementSibling);
  const values = { to: to.dataset.column, seen: from.dataset.column };
  if (next) values.before = next;
  else if (card.previousElementSibling) values.after = idOf(card.previousElementSibling);
  return values;
}

document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => { ctx.request.keepalive ||= isLeaving; });

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
  const was = why.resume(card); // moved on before anybody said why: all that is one move
  if (was) ({ from, back } = was);
  const values = placeOf(card, from), list = card.closest('.cards');
  if (list !== from && 'asks' in list.dataset) {
    back();
    const address = new URL(formOf(card));
    for (const name in values) address.searchParams.set(name, values[name]);
    htmx.ajax('GET', address.pathname + address.search, { source: card, target: '#dialog', swap: 'innerHTML' });
    return;
  }
  if (list !== from && 'moves' in board().dataset && card.querySelector('time')) askWhy(card, values, { from, back });
  else send(card, values, back);
}

function send(card, values, back) {
  waiting++;
  queue = queue.then(() => save(card, values)).then(isSaved => isSaved || back(), back).finally(() => { waiting--; });
}

function askWhy(card, values, was) {
  const title = card.querySelector('.title'), column = card.closest('.column').querySelector('h2');
  why.ask({
    item: card, was,
    words: `“${title.textContent.trim()}” moves to “${column.textContent.trim()}”`,
    save: reason => send(card, { ...values, ...reason }, was.back),
    undo: was.back,
    focus: () => title.focus(),
  });
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
      group: { name: 'board', put: isOpen(list) }, draggable: '.card', filter: '.move', preventOnFilter: false, animation: 110,
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
  const list = card.closest('.cards'), all = lists().filter(each => each === list || isOpen(each)), back = placer(card);
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
  if (card && event.key === 'Escape' && why.waiting) why.takeBack();
  else if (card && event.altKey && event.code === 'KeyR' && !why.form.hidden) why.focus();
  else if (card && event.altKey && event.key.startsWith('Arrow')) step(card, event.key);
  else return;
  event.preventDefault();
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
// Nothing changes under a card that is being dragged, or whose move is not saved yet.
document.addEventListener('live:refetch', event => { if ((isDragging || why.waiting || waiting) && event.target === board()) event.preventDefault(); });
document.addEventListener('htmx:after:swap', event => {
  if (event.detail.ctx?.sourceElement.id !== 'board') return;
  sort();
  if (focused && document.activeElement === document.body) document.querySelector(focused)?.focus();
});
sort();
