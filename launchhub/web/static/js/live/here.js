// Who else looks at this page, and at what lies open over it: what is open says so every few seconds, what nobody sees
// (a hidden page, a part that is there but not shown) does not, and what is left tells.
import { isSaving } from './refetch.js';

const isSeen = part => part.checkVisibility();
const all = () => [...document.querySelectorAll('.here')].filter(isSeen);

const token = () => JSON.parse(document.body.getAttribute('hx-headers:inherited'))['X-CSRFToken'];

const leave = part => navigator.sendBeacon(part.getAttribute('hx-post'), new URLSearchParams({ leaves: 'yes', csrfmiddlewaretoken: token() }));

document.addEventListener('htmx:config:request', event => {
  const { sourceElement: part } = event.detail.ctx;
  if (part.matches('.here') && (document.hidden || isSaving() || !isSeen(part))) event.preventDefault();
});
document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  if (ctx.sourceElement.matches('.here') && ctx.response.status === 404) ctx.sourceElement.remove(); // what it was about is gone
});
document.addEventListener('visibilitychange', () => {
  for (const part of all()) {
    if (document.hidden) leave(part);
    else htmx.trigger(part, 'look');
  }
});
// A dialog no longer shows what is in it when it tells that it closes.
document.addEventListener('close', ({ target }) => {
  const part = target.querySelector('.here');
  if (part) leave(part);
}, true);
