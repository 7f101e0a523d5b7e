// A feature opens as a panel over the view one is on: any link to it leads to its page, <dialog id="panel"> shows the same
// as a part. The address is the feature's while it is open; Back closes it, and the view beneath is as it was.
import { unsaved } from './fields.js';

const panel = document.getElementById('panel');
const main = document.getElementById('main');
const isPage = () => main.querySelector('.feature') !== null;
const FEATURE = /^\/[^/]+\/features\/[0-9a-f-]{36}\/$/;
const pathOf = link => link.getAttribute('href'); // a link in an SVG has no pathname
const isOfFeature = link => FEATURE.test(pathOf(link));
const links = () => [...main.querySelectorAll('a[href*="/features/"]')].filter(isOfFeature);

let title = document.title, isClosing = false;

async function show(path) {
  await htmx.ajax('GET', path, { target: panel, swap: 'innerHTML' });
  const feature = panel.querySelector('.feature');
  if (!feature) return;
  if (!panel.open) { title = document.title; panel.showModal(); }
  panel.setAttribute('aria-labelledby', feature.getAttribute('aria-labelledby'));
  document.title = `${feature.querySelector('h1').textContent.trim()} · LaunchHub`;
  panel.scrollTop = 0;
  feature.focus({ preventScroll: true });
  neighbours();
}

// htmx leaves entries with {htmx} alone, and asks before it restores one.
function open(path) {
  const depth = history.state?.panel ?? 0;
  if (!depth) history.replaceState({ ...history.state, htmx: true }, '');
  history.pushState({ htmx: true, panel: depth + 1 }, '', path);
  show(path);
}

function beside(step) {
  const found = [...new Set(links().map(pathOf))], at = found.indexOf(location.pathname);
  return at < 0 ? null : found[at + step] ?? null;
}

function neighbours() {
  for (const button of panel.querySelectorAll('[data-go]')) button.hidden = !beside(Number(button.dataset.go));
}

function go(step) {
  const path = beside(step);
  if (!path || !mayLeave()) return;
  history.replaceState(history.state, '', path);
  show(path);
}

function mayLeave() {
  const field = unsaved(panel);
  if (!field) return true;
  field.focus();
  field.dispatchEvent(new CustomEvent('toast', { bubbles: true, detail: { text: 'This is not saved yet. Save it, or take it out.' } }));
  return false;
}

function listen() {
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href*="/features/"]');
    if (!link || !isOfFeature(link) || isPage() || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (!panel.open || mayLeave()) open(pathOf(link));
  });
  document.addEventListener('htmx:before:history:restore', event => {
    const depth = history.state?.panel;
    if (isPage()) { event.preventDefault(); location.reload(); return; } // the view beneath was never loaded here
    if (!depth && !panel.open && !isClosing) return;
    event.preventDefault();
    isClosing = false;
    if (depth) show(location.pathname);
    else panel.close();
  });
  globalThis.navigation?.addEventListener('navigate', event => { // htmx intercepts it, which would take the focus away
    const isOurs = event.navigationType === 'traverse' && (panel.open || isClosing);
    if (isOurs && event.canIntercept) event.intercept({ focusReset: 'manual' });
  });
  document.addEventListener('panel:close', () => { panel.replaceChildren(); panel.close(); }); // what it shows is gone
  panel.addEventListener('cancel', event => { if (event.target === panel && !mayLeave()) event.preventDefault(); });
  panel.addEventListener('close', event => {
    if (event.target !== panel) return;
    const last = location.pathname, depth = history.state?.panel;
    document.title = title;
    panel.replaceChildren();
    if (depth) { isClosing = true; history.go(-depth); }
    links().findLast(link => pathOf(link) === last)?.focus();
  });
  panel.addEventListener('click', event => {
    const isBeside = event.target === panel && event.clientX < panel.getBoundingClientRect().left;
    if ((isBeside || event.target.closest('[data-close-panel]')) && mayLeave()) panel.close();
    if (event.target.closest('[data-page]')) { event.preventDefault(); location.reload(); }
    const step = event.target.closest('[data-go]')?.dataset.go;
    if (step) go(Number(step));
  });
  panel.addEventListener('keydown', event => {
    if (event.target.closest('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { j: 1, k: -1 }[event.key];
    if (step) { event.preventDefault(); go(step); }
  });
  document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => { if (panel.contains(ctx?.sourceElement)) neighbours(); });
}

if (panel) listen();
