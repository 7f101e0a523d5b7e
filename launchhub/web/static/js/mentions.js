// Names after an "@": whoever may be meant is offered as one types. The comment stays plain text.
import { offerNames } from './names.js';

const BEGUN = /(?:^|[^\p{L}\p{N}_.+-])@((?:[\p{L}\p{N}'’.-]+ ?){0,3})$/u; // not inside a word, such as an e-mail address

// What was begun before the caret: where its "@" stands, and the letters after it.
function begun(field) {
  const before = field.value.slice(0, field.selectionStart), found = before.match(BEGUN);
  return found && field.selectionStart === field.selectionEnd ? { start: before.length - found[1].length - 1, letters: found[1] } : null;
}

// Each name once, and none when it is taken or typed to its end.
function fits(members, field, letters) {
  const byName = new Map(members.map(member => [member.name, member]));
  return [...byName.keys()].some(name => letters.toLowerCase() === `${name.toLowerCase()} `) ? [] : [...byName.values()];
}

function take(field, { name }) {
  field.setRangeText(`@${name} `, begun(field).start, field.selectionStart, 'end');
}

offerNames({ fields: '[data-members] textarea', label: 'Whom you mean', begun, fits, take });
