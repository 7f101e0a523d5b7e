// One <dialog id="dialog"> per page. Whatever htmx swaps into it opens it; the event "dialog:close"
// (sent by the server in HX-Trigger) or [data-close] closes it. The browser itself returns the focus.
const dialog = document.getElementById('dialog');

// A form that has a page of its own is sent as the page's, not into a dialog over it.
document.addEventListener('submit', event => {
  if (event.target.closest('[data-form-page]') && event.target.getAttribute('hx-target') === '#dialog') event.stopPropagation();
}, true);

if (dialog) {
  document.addEventListener('htmx:after:swap', event => {
    if (event.detail.ctx?.target !== dialog) return;
    if (!dialog.open) dialog.showModal();
    (dialog.querySelector('.summary, [aria-invalid="true"], [autofocus]') ?? dialog.querySelector('input:not([type="hidden"]), select, textarea'))?.focus();
  });
  // What loads by itself into a .slot within the dialog, such as a discussion, is done with on its own.
  document.addEventListener('dialog:close', event => { if (!event.target.closest?.('#dialog .slot')) dialog.close(); });
  // A press that both starts and ends on the backdrop closes it, unless something was typed that would be lost.
  const isTyped = () => [...dialog.querySelectorAll('input, textarea')].some(field => field.value !== field.defaultValue);
  let pressed = false;
  dialog.addEventListener('pointerdown', event => { pressed = event.target === dialog; });
  dialog.addEventListener('click', event => {
    const beside = pressed && event.target === dialog && !isTyped();
    if (beside || event.target.closest('[data-close]')) { event.preventDefault(); dialog.close(); }
  });
  dialog.addEventListener('close', () => dialog.replaceChildren());
}
