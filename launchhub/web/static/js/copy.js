// <lh-copy for="id">: a button that copies the value of a field. Without this module the field is still there to select.
class Copy extends HTMLElement {
  connectedCallback() {
    const field = document.getElementById(this.getAttribute('for')), button = document.createElement('button');
    button.type = 'button';
    button.className = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      field.select();
      await navigator.clipboard.writeText(field.value);
      this.dispatchEvent(new CustomEvent('toast', { bubbles: true, detail: { text: 'Copied.' } }));
    });
    this.replaceChildren(button);
  }
}
customElements.define('lh-copy', Copy);
