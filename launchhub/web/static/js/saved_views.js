// The menu of saved views is fetched when it is opened, and told how one looks now: what the address says at that moment.
const addressOf = menu => `${menu.dataset.savedViews}?${new URLSearchParams({ query: location.search.slice(1) })}`;

function fetchItems(menu) {
  htmx.ajax('GET', addressOf(menu), { source: menu, target: menu.querySelector('.items'), swap: 'innerHTML' });
}

document.addEventListener('toggle', ({ target }) => {
  if (target.open && target.matches('[data-saved-views]')) fetchItems(target);
}, true);

document.body.addEventListener('live:saved-views', () => {
  for (const menu of document.querySelectorAll('[data-saved-views][open]')) fetchItems(menu);
});
