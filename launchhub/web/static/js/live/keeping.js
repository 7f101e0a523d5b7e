// What a fragment that is fetched anew must not take away: the focus, what was unfolded, what was chosen.
import { isRefetch } from './refetch.js';

// Attributes that only this browser knows of.
const OWN = { open: 'details', 'aria-selected': 'tr', tabindex: '.sheet-table *', role: '.sheet-table', 'aria-multiselectable': '.sheet-table' };

htmx.registerExtension('keeping', {
  htmx_before_morph_attr: (element, { attrName, newValue }) => !(newValue === null && OWN[attrName] && element.matches(OWN[attrName])),
});

let focused = null;

function nameOf(element, within) {
  if (!within.contains(element) || element === within) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  const address = element.getAttribute('href');
  return address ? `a[href="${CSS.escape(address)}"]` : null;
}

document.addEventListener('htmx:before:swap', ({ detail: { ctx } }) => {
  focused = isRefetch(ctx) ? nameOf(document.activeElement, ctx.sourceElement) : null;
});

document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  if (!isRefetch(ctx) || !focused || document.activeElement !== document.body) return;
  ctx.sourceElement.querySelector(focused)?.focus({ preventScroll: true });
});
