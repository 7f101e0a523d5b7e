// What stands in a cell of the table, as text and as the REST API takes it; and the field in which it is edited.
const KINDS = { title: 'text', labels: 'text', external_url: 'text', start: 'date', target: 'date' };
const LONGEST = { title: 300, external_url: 1000 };
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/, WORDS = /^(\d{1,2}) ([a-z]{3,})\.? (\d{4})$/i; // a month by its first three letters, too

export const textOf = cell => cell.textContent.trim();

// The day that is written, as ISO 8601 has it; "" for nothing. Throws an Error that says how a day is written.
export function iso(words) {
  const [, day, name, year] = words.match(WORDS) ?? [];
  const parts = name ? [year, MONTHS.findIndex(each => each.toLowerCase().startsWith(name.toLowerCase())) + 1, day] : words.match(DAY)?.slice(1);
  const text = parts?.map(part => String(part).padStart(2, '0')).join('-') ?? '', found = new Date(`${text}T00:00Z`);
  if (words && (Number.isNaN(found.getTime()) || !found.toISOString().startsWith(text))) throw new Error(`“${words}” is not a day. Write it as 14 May 2027 or 2027-05-14.`);
  return text;
}

function inWords(day) {
  const [year, month, date] = day.split('-').map(Number);
  return `${date} ${MONTHS[month - 1]} ${year}`;
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

// The field for a column, with the text that stands in the cell. A day that is typed (`isTyped`) is written as one likes;
// else the browser's own picker offers days, and splits a day into the parts that its language has.
export function fieldFor(key, text, label, isTyped = false) {
  let field;
  if (KINDS[key]) {
    const isPicked = KINDS[key] === 'date' && !isTyped;
    field = Object.assign(document.createElement('input'), { type: isPicked ? 'date' : 'text' });
    field.value = isPicked ? iso(text) : text;
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
