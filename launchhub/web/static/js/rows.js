// Lists that are walked by keyboard: j and k go from row to row, Enter opens the one that has the focus.
const typing = target => target.closest?.('input, textarea, select, [contenteditable], dialog[open]');

document.addEventListener('keydown', event => {
  if (!['j', 'k'].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const links = [...document.querySelectorAll('[data-rows] tbody tr')].map(row => row.querySelector('a')).filter(Boolean);
  if (!links.length) return;
  const present = links.findIndex(link => link.closest('tr').contains(document.activeElement));
  const next = present < 0 ? 0 : present + (event.key === 'j' ? 1 : -1);
  links[Math.min(Math.max(next, 0), links.length - 1)].focus();
  event.preventDefault();
});
