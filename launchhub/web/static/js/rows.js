// Lists are walked by keyboard: j and k go from row to row, Enter opens the one that has the focus. Plan and table have keys
// of their own.
import { isPlain, isTyping } from './keys.js';

const ROWS = 'main :is(.list tbody tr, .threads > li)', OWN_KEYS = '#plan, table[role="grid"]';

const linkOf = row => [...row.querySelectorAll('a')].find(link => link.checkVisibility());

document.addEventListener('keydown', event => {
  if (!['j', 'k'].includes(event.key) || !isPlain(event) || isTyping(event.target)) return;
  if (event.target.closest?.('dialog[open]') || document.querySelector(OWN_KEYS)) return;
  const links = [...document.querySelectorAll(ROWS)].map(linkOf).filter(Boolean);
  if (!links.length) return;
  const present = links.findIndex(link => link.closest('tr, li').contains(document.activeElement));
  const next = present < 0 ? 0 : present + (event.key === 'j' ? 1 : -1);
  links[Math.min(Math.max(next, 0), links.length - 1)].focus();
  event.preventDefault();
});
