// <lh-when>: a text field for a date in words ("14 May 2027", "Q3 2027") with the browser's own picker behind a button.
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

const inWords = iso => {
  const [year, month, day] = iso.split('-').map(Number);
  return `${day} ${MONTHS[month - 1]} ${year}`;
};

const DAY = /^\d{4}-\d{2}-\d{2}$/, WORDS = /^(\d{1,2}) (\w+) (\d{4})$/;

// What is no single day gives "", so that the picker opens at today.
const iso = words => {
  if (DAY.test(words)) return words;
  const [, day, name, year] = words.match(WORDS) ?? [];
  const month = MONTHS.findIndex(each => each.toLowerCase() === name?.toLowerCase());
  return month < 0 ? '' : `${year}-${String(month + 1).padStart(2, '0')}-${day.padStart(2, '0')}`;
};

customElements.define('lh-when', class extends HTMLElement {
  connectedCallback() {
    if (this.picker) return;
    const text = this.querySelector('input'), button = this.querySelector('button');
    this.picker = Object.assign(document.createElement('input'), { type: 'date', tabIndex: -1 });
    this.picker.setAttribute('aria-hidden', 'true');
    this.append(this.picker);
    button.hidden = false;
    button.addEventListener('click', () => {
      this.picker.value = iso(text.value.trim());
      this.picker.showPicker();
    });
    for (const kind of ['input', 'change']) this.picker.addEventListener(kind, event => {
      event.stopPropagation();
      if (!this.picker.value || text.value === inWords(this.picker.value)) return;
      text.value = inWords(this.picker.value);
      text.dispatchEvent(new Event('input', { bubbles: true }));
      text.dispatchEvent(new Event('change', { bubbles: true }));
    });
  }
});
