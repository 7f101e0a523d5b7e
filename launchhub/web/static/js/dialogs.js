// One <dialog id="dialog"> per page. Whatever htmx swaps into it opens it; the event "dialog:close"
// (sent by the server in HX-Trigger) or [data-close] closes it. The browser itself returns the focus.
const dialog = document.getElementById('dialog');

if (dialog) {
  document.addEventListener('htmx:after:swap', event => {
    if (event.detail.ctx?.target !== dialog) return;
    if (!dialog.open) dialog.showModal();
    (dialog.querySelector('.summary, [aria-invalid="true"], [autofocus]') ?? dialog.querySelector('input:not([type="hidden"]), select, textarea'))?.focus();
  });
  document.addEventListener('dialog:close', () => dialog.close());
  // A press that both starts and ends on the backdrop closes it; text dragged out of a field must not.
  let pressed = false;
  dialog.addEventListener('pointerdown', event => { pressed = event.target === dialog; });
  dialog.addEventListener('click', event => {
    if (event.target.closest('[data-close]') || (pressed && event.target === dialog)) { event.preventDefault(); dialog.close(); }
  });
  dialog.addEventListener('close', () => dialog.replaceChildren());
}
