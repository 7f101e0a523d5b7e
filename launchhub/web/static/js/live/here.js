// Who else looks at this page: an open page says so every few seconds, a hidden one does not, and one that is left tells.
const here = () => document.getElementById('here');

const token = () => JSON.parse(document.body.getAttribute('hx-headers:inherited'))['X-CSRFToken'];

const leave = () => navigator.sendBeacon(here().getAttribute('hx-post'), new URLSearchParams({ leaves: 'yes', csrfmiddlewaretoken: token() }));

if (here()) {
  document.addEventListener('htmx:config:request', event => {
    if (event.detail.ctx.sourceElement === here() && document.hidden) event.preventDefault();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) leave();
    else htmx.trigger(here(), 'look');
  });
}
