// What stands in a cell of the table, as text and as the REST API takes it; and the field in which it is edited.
const KINDS = { title: 'text', labels: 'text', external_url: 'text', start: 'date', target: 'date' };
const LONGEST = { title: 300, external_url: 1000 };
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAY = /^\d{4}-\d{2}-\d{2}$/, WORDS = /^(\d{1,2}) (\w+) (\d{4})$/;

export const textOf = cell => cell.textContent.trim();

export function iso(words) {
  const [, day, name, year] = words.match(WORDS) ?? [];
  const month = MONTHS.findIndex(each => each.toLowerCase() === name?.toLowerCase());
  return month < 0 ? words : `${year}-${String(month + 1).padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function inWords(day) {
  const [year, month, date] = day.split('-').map(Number);
  return DAY.test(day) ? `${date} ${MONTHS[month - 1]} ${year}` : day;
}

const optionsOf = key => [...document.getElementById(`offer-${key}`).content.querySelectorAll('option')];

// The value that a text stands for. Throws an Error that says what would be right.
export function valueOf(key, text) {
  if (key in LONGEST) return text;
  if (key === 'labels') return text.split(',').map(each => each.trim()).filter(Boolean);
  if (KINDS[key] === 'date') return iso(text) || null;
  if (!text) return null;
  const found = optionsOf(key).find(option => option.value === text) ??
    optionsOf(key).find(option => option.textContent.trim().toLowerCase() === text.toLowerCase());
  if (!found) throw new Error(`There is no ${key} “${text}”.`);
  return found.value || null;
}

// Whether the fields bring a feature into a state that takes a reason, and have none.
export const asksReason = fields => fields.reason === undefined && (fields.status ?? '').toLowerCase() === 'parked';

// What the REST API gave, as text.
export function wordsFor(key, value) {
  if (value === null || value === '') return '';
  if (key === 'labels') return value.join(', ');
  if (KINDS[key] === 'date') return inWords(value);
  if (key in LONGEST) return value;
  return optionsOf(key).find(option => option.value === value)?.textContent.trim() ?? '';
}

// Writes words into a cell: a link stays a link, a state keeps its glyph.
export function put(cell, key, words) {
  if (key === 'title') cell.querySelector('a').textContent = words;
  else if (key === 'status') cell.replaceChildren(document.getElementById(`state-${valueOf(key, words)}`).content.cloneNode(true));
  else cell.textContent = words;
}

// The field for a column, with the text that stands in the cell.
export function fieldFor(key, text, label) {
  let field;
  if (KINDS[key]) {
    field = Object.assign(document.createElement('input'), { type: KINDS[key] });
    field.value = KINDS[key] === 'date' ? iso(text) : text;
    if (key in LONGEST) field.maxLength = LONGEST[key];
  } else {
    field = document.createElement('select');
    field.append(...optionsOf(key).map(option => option.cloneNode(true)));
    field.selectedIndex = Math.max(0, optionsOf(key).findIndex(option => option.textContent.trim() === text));
  }
  field.className = 'input';
  field.ariaLabel = label;
  return field;
}
