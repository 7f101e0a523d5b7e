// When a fragment is fetched anew. Every request that a "live:…" event asks for comes through here: what one did oneself
// shows at once, what others did soon after it, once for a storm of events, and not while it would be in somebody's way.
const SOON = 80, SPREAD = 220; // ms; spread, so that not all browsers ask at the same moment
const PAUSE = 1000, LONGEST = 15_000, SHARE = 8; // ms; a fragment that takes long is fetched so much less often
const AGAIN = 300; // ms until a fragment in use is looked at again
const LEADS = 10_000; // ms that a page may take to come to which a save leads
const GO = 'live:go';

let saved = -Infinity; // when this page has last saved something: what was asked for before that may show what was before

// A script that saves by requests of its own says so here; forms do it by themselves.
export const hasSaved = () => { saved = Date.now(); };

const states = new WeakMap();
const stateOf = part => {
  if (!states.has(part)) states.set(part, { last: 0, cost: 0, isForeign: false, timer: null, at: Infinity });
  return states.get(part);
};

export const isRefetch = ctx => ctx?.sourceEvent?.type === GO;
export const isUnasked = ctx => isRefetch(ctx) || Boolean(ctx?.sourceElement.matches('[data-unasked]'));
export const isForeign = ctx => isRefetch(ctx) && ctx.sourceEvent.detail.isForeign;

// Somebody types in it or drags something of it. Modules say so by [data-busy], or by cancelling "live:refetch".
const isInUse = part => part.matches('[data-busy]') || part.querySelector('[data-busy], .editing') !== null ||
  !part.dispatchEvent(new CustomEvent('live:refetch', { bubbles: true, cancelable: true }));

// Fetches a fragment anew when its time has come. `isForeign`: somebody else changed it.
export function ask(part, { isNow = false, isForeign = false } = {}) {
  const state = stateOf(part), now = Date.now();
  state.isForeign ||= isForeign;
  const pause = Math.min(Math.max(part.dataset.pause ?? PAUSE, state.cost * SHARE), LONGEST);
  plan(part, isNow ? now : Math.max(now + SOON + Math.random() * SPREAD, state.last + pause));
}

function plan(part, at) {
  const state = stateOf(part);
  if (at >= state.at) return;
  clearTimeout(state.timer);
  state.at = at;
  state.timer = setTimeout(() => go(part), at - Date.now());
}

async function go(part) {
  const state = stateOf(part);
  state.at = Infinity;
  if (!part.isConnected || !part.hasAttribute('hx-get')) return;
  if (document.hidden) { hidden.add(part); return; }
  if (state.isRunning || isSaving() || isInUse(part)) { plan(part, Date.now() + AGAIN); return; }
  const event = new CustomEvent(GO, { detail: { isForeign: state.isForeign } });
  Object.assign(state, { isForeign: false, isRunning: true, last: Date.now() });
  try {
    await htmx.ajax('GET', part.getAttribute('hx-get'), { source: part, event });
  } finally {
    Object.assign(state, { isRunning: false, cost: Date.now() - state.last });
  }
}

// Nobody looks at a hidden tab: its fragments are fetched when it is shown.
const hidden = new Set();
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  for (const part of hidden) plan(part, Date.now());
  hidden.clear();
});

document.addEventListener('htmx:config:request', event => {
  const { ctx } = event.detail, asked = ctx.sourceEvent;
  if (!asked?.type?.startsWith('live:') || asked.type === GO) return;
  event.preventDefault();
  const part = ctx.sourceElement, news = asked.detail?.events && asked.detail;
  if (!news) ask(part, { isNow: true });
  else if (part.dispatchEvent(new CustomEvent('live:news', { detail: news, bubbles: true, cancelable: true }))) ask(part, news);
});

// What is being saved may take away what would be fetched: that waits for the answer, and for the page it may lead to.
const saving = new Set();
let leads = -Infinity;
export const isSaving = () => saving.size > 0 || Date.now() < leads;

const isSave = ctx => ctx.request.method !== 'GET' && !isUnasked(ctx);
document.addEventListener('htmx:before:request', ({ detail: { ctx } }) => { if (isSave(ctx)) saving.add(ctx); });
document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  if (isSave(ctx)) hasSaved();
  if (ctx.hx.redirect) leads = Date.now() + LEADS;
});
document.addEventListener('htmx:finally:request', ({ detail: { ctx } }) => saving.delete(ctx));
addEventListener('pageshow', () => { leads = -Infinity; }); // one comes back to it

// What nobody asked for may be cut off, by a page that is left or a connection that breaks: that is no error to complain of.
const calm = promise => promise.catch(() => { throw new DOMException('Cut off on its way.', 'AbortError'); });

async function calmly(...request) {
  const answer = await calm(fetch(...request)), text = answer.text.bind(answer);
  answer.text = () => calm(text());
  return answer;
}

document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => { if (isUnasked(ctx)) ctx.fetch = calmly; });

// Trouble on the way, or a session that has ended, leaves what is there (toasts.js). What is gone says so, once.
document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  if (!isRefetch(ctx) || ctx.response.status !== 404) return;
  ctx.sourceElement.removeAttribute('hx-get');
  document.body.dispatchEvent(new CustomEvent('toast', { detail: { text: 'This is no longer here, or it is no longer shared with you.' }, bubbles: true }));
});

// What came into use while the answer was on its way is left alone, too, and what is older than what was saved here.
document.addEventListener('htmx:before:swap', event => {
  const { ctx } = event.detail, part = ctx.sourceElement;
  if (!isRefetch(ctx)) return;
  const isNow = stateOf(part).last <= saved;
  if (!isNow && !isInUse(part)) return;
  event.preventDefault();
  ask(part, { isNow, isForeign: isForeign(ctx) });
});
