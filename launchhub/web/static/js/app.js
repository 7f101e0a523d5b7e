// The shell: theme switch, menus that close when one looks away.
const root = document.documentElement;

const isDark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';

for (const button of document.querySelectorAll('[data-theme-toggle]')) button.hidden = false;

document.addEventListener('click', event => {
  if (event.target.closest('[data-theme-toggle]')) {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    localStorage.setItem('theme', root.dataset.theme);
  }
  for (const menu of document.querySelectorAll('.menu[open]')) {
    if (!menu.contains(event.target) || (event.target.closest('.items') && !menu.matches('.picker'))) menu.open = false; // a picker is typed in
  }
});

// On a phone the tools of a view are folded away; who unfolds them has them so on every page until the tab is closed.
const unfold = document.querySelector('[data-unfold]');
if (unfold) {
  unfold.ariaExpanded = sessionStorage.getItem('unfolded') ?? 'false';
  unfold.addEventListener('click', () => {
    unfold.ariaExpanded = String(unfold.ariaExpanded !== 'true');
    sessionStorage.setItem('unfolded', unfold.ariaExpanded);
  });
}

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    const menu = event.target.closest('.menu[open]');
    if (menu) { menu.open = false; menu.querySelector('summary').focus(); }
  }
});
