// Short messages. Anyone may dispatch a bubbling "toast" event with {text}; the server does so by HX-Trigger.
// With {undo: {path, values}} the message offers to take back what was done, by posting the values to the path.
// Also says in plain words when a request went wrong. What was typed stays where it is: only success and 422 are swapped in.
import { isUnasked } from './live/refetch.js';

const region = document.getElementById('toasts');
const PATIENCE = 6000;

function say(text, undo) {
  const toast = document.createElement('div'), words = document.createElement('p'), close = document.createElement('button');
  toast.className = 'toast';
  words.textContent = text;
  close.type = 'button';
  close.textContent = '×';
  close.ariaLabel = 'Dismiss';
  close.addEventListener('click', () => toast.remove());
  toast.append(words, ...(undo ? [takeBack(undo, toast)] : []), close);
  (document.querySelector('dialog[open]') ?? document.body).append(region); // a modal dialog makes all else inert
  region.append(toast);
  const leave = () => setTimeout(() => toast.matches(':hover, :focus-within') ? leave() : toast.remove(), PATIENCE);
  leave();
}

function takeBack({ path, values }, toast) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'undo';
  button.textContent = 'Undo';
  button.addEventListener('click', () => {
    toast.remove();
    // A target that is not the body: what htmx asks for the whole body is answered with a page, and says nothing here.
    htmx.ajax('POST', path, { source: document.body, target: region, swap: 'none', values });
  });
  return button;
}

document.addEventListener('toast', event => say(event.detail.text, event.detail.undo));
document.addEventListener('close', event => { if (event.target.contains(region)) document.body.append(region); }, true);

document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  const { status, raw } = ctx.response;
  if (isUnasked(ctx)) { // nobody waits for it
    if (status >= 400 || raw.redirected) ctx.swap = 'none';
    return;
  }
  if (raw.redirected) { // our own answers never redirect a fragment: the session has ended, and this is the sign-in page
    ctx.swap = 'none';
    say('You have been signed out. Sign in again in another tab; what you typed is still here.');
  }
  if (status < 400 || status === 422) return;
  ctx.swap = 'none';
  if (ctx.hx.trigger?.includes('"toast"')) return;
  say(status >= 500 ? 'The server could not do that. Nothing was changed; please try again.' : 'That did not work. Please reload the page and try again.');
});

document.addEventListener('htmx:error', ({ detail: { ctx, error } }) => {
  if (isUnasked(ctx)) return;
  if (!ctx || ctx.response) { console.error(error); return; }
  say('No connection to the server. Nothing was lost: what you typed is still here, please try again.');
});
