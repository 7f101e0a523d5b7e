// People who are found by name, where they are too many for check boxes: whoever is taken gets a check box that is checked.
import { offerNames } from './names.js';

const boxOf = (field, id) => [...field.closest('lh-people').querySelectorAll('.chosen input')].find(box => box.value === id);

function begun(field) {
  const letters = field.value.slice(field.value.lastIndexOf(',') + 1).trim();
  return letters ? { letters } : null;
}

const fits = (members, field) => members.filter(member => !boxOf(field, member.id)?.checked);

function take(field, { id, name }) {
  field.value = field.value.slice(0, field.value.lastIndexOf(',') + 1);
  const known = boxOf(field, id);
  if (known) return void (known.checked = true);
  const label = document.createElement('label');
  label.append(Object.assign(document.createElement('input'), { type: 'checkbox', name: field.name, value: id, checked: true }), ` ${name}`);
  field.closest('lh-people').querySelector('.chosen').append(label);
}

offerNames({ fields: '[data-members] lh-people input[type="text"]', label: 'Whom you can add', begun, fits, take });
