// Runs before the first paint, as a plain script in <head>, so that a chosen theme never flashes.
{
  const chosen = localStorage.getItem('theme');
  if (chosen) document.documentElement.dataset.theme = chosen;
}
