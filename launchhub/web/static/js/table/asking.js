// What is asked before something is saved, in the dialog of the page. One question waits for the other.
let last = Promise.resolve();

const closed = dialog => new Promise(resolve => { dialog.addEventListener('close', resolve, { once: true }); });

// Asks by a template; `fill` gets the dialog and what to call with the answer. Without one it is undefined.
function ask(name, fill) {
  const dialog = document.getElementById('dialog');
  last = last.then(async () => {
    if (dialog.open) await closed(dialog);
    let answer;
    dialog.replaceChildren(document.getElementById(name).content.cloneNode(true));
    fill(dialog, given => { answer = given; dialog.close(); });
    dialog.showModal();
    dialog.querySelector('textarea, .primary').focus();
    await closed(dialog);
    return answer;
  });
  return last;
}

export const askReason = () => ask('ask-reason', (shown, answer) => {
  shown.querySelector('form').addEventListener('submit', event => {
    event.preventDefault();
    answer(shown.querySelector('textarea').value.trim());
  });
});

// Somebody was faster: both values, and whether one's own is saved over theirs.
export const choose = (theirs, mine) => ask('meanwhile', (shown, answer) => {
  shown.querySelector('.theirs').textContent = theirs || 'nothing';
  shown.querySelector('.mine').textContent = mine || 'nothing';
  shown.querySelector('.primary').addEventListener('click', () => answer(true));
});

// More lines are pasted than there are rows: "fit" pastes what fits, "all" makes features of the rest, too.
export const askRest = (fit, rest, mayAdd) => ask('does-not-fit', (shown, answer) => {
  const [some, all] = shown.querySelectorAll('[data-fit], [data-rest]');
  shown.querySelector('.lines').textContent = `${fit + rest} lines were copied, and ${fit === 1 ? '1 row is' : `${fit} rows are`} left from here.`;
  some.textContent = fit === 1 ? 'Paste the first line' : `Paste the first ${fit} lines`;
  all.textContent = rest === 1 ? 'Add 1 feature, too' : `Add ${rest} features, too`;
  all.hidden = !mayAdd;
  some.addEventListener('click', () => answer('fit'));
  all.addEventListener('click', () => answer('all'));
});
