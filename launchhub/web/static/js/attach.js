// Files to attach: they are sent as soon as they are chosen, or dropped on the list. One that is too large is named
// before it travels. Everything is delegated, since the lists come and go as fragments.
const LIST = '.attachments';

const carriesFiles = event => event.dataTransfer?.types.includes('Files');

const say = (form, text) => form.dispatchEvent(new CustomEvent('toast', { bubbles: true, detail: { text } }));

function send(form, files) {
  const input = form.querySelector('input[type="file"]'), most = Number(form.dataset.most);
  const large = [...files].filter(file => file.size > most);
  if (large.length) {
    say(form, `${large.map(file => `“${file.name}”`).join(', ')}: larger than ${Math.floor(most / 2 ** 20)} MB. Nothing was sent.`);
    input.value = '';
    return;
  }
  input.files = files;
  form.requestSubmit();
}

document.addEventListener('change', event => {
  const form = event.target.matches('input[type="file"]') && event.target.closest('.attach');
  if (form && event.target.files.length) send(form, event.target.files);
});

for (const kind of ['dragover', 'dragleave', 'drop']) document.addEventListener(kind, event => {
  const list = carriesFiles(event) && event.target.closest?.(LIST);
  for (const other of document.querySelectorAll(`${LIST}.is-over`)) if (other !== list || kind !== 'dragover') other.classList.remove('is-over');
  if (!list) return;
  event.preventDefault();
  if (kind === 'dragover') list.classList.add('is-over');
  if (kind === 'drop') send(list.querySelector('.attach'), event.dataTransfer.files);
});
