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
