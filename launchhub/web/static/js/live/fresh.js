// What somebody else has changed fades in accent tint: lines of lists and tables, cards, and single values.
import { isForeign } from './refetch.js';

const LINES = 'tr, li, .card, dd, dt, h1, h2, .state, p, section'; // what is tinted as a whole
const MOST = 60; // more at once is a new screen, not a change
const SILENT = 'time, .glyph, [data-still]'; // what changes by itself

let records = [];
const changes = new MutationObserver(found => records.push(...found));

document.addEventListener('htmx:before:swap', event => {
  const { ctx } = event.detail;
  changes.disconnect();
  records = [];
  if (!event.defaultPrevented && isForeign(ctx)) changes.observe(ctx.sourceElement, { subtree: true, childList: true, characterData: true });
});

document.addEventListener('htmx:after:swap', () => {
  const lines = new Set();
  for (const { type, target, addedNodes } of [...records, ...changes.takeRecords()]) {
    const nodes = (type === 'characterData' ? [target] : [...addedNodes]).filter(node => node.textContent.trim());
    const places = nodes.map(node => node.nodeType === Node.TEXT_NODE ? node.parentElement : node);
    for (const place of places) if (place instanceof Element && place.isConnected && !place.closest(SILENT)) lines.add(place.closest(LINES) ?? place);
  }
  changes.disconnect();
  records = [];
  if (lines.size > MOST) return;
  for (const line of lines) show(line);
});

export function show(line) {
  line.classList.remove('fresh');
  void line.offsetWidth; // begins the animation anew
  line.classList.add('fresh');
  line.addEventListener('animationend', () => line.classList.remove('fresh'), { once: true });
}
