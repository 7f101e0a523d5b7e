// Why a date moves. It is asked after the move and before that is saved, since the ledger is never amended; nobody has to
// answer. What is not answered goes out as unspecified with the next move, or after a while. An answer stays for the
// moves that follow, where one sees it, until it is taken back or nothing has moved for some minutes.
const PATIENCE = 8000, MEMORY = 180_000; // ms

export class Why {
  constructor(form, key = 'Alt and R') { // the key that leads to it
    Object.assign(this, { form, key });
    this.note = this.form.querySelector('input');
    this.form.addEventListener('submit', event => { event.preventDefault(); this.answer(event.submitter.value); });
    this.note.addEventListener('keydown', event => {
      if (event.key !== 'Enter') return; // it would press the first reason
      event.preventDefault();
      if (this.waiting) this.answer(this.reason ?? 'unspecified');
    });
    this.form.querySelector('[data-undo]').addEventListener('click', () => this.takeBack());
    this.form.querySelector('[data-close]').addEventListener('click', () => this.forget());
    this.form.addEventListener('keydown', event => { if (event.key === 'Escape') { event.stopPropagation(); this.waiting ? this.takeBack() : this.forget(); } });
    addEventListener('pagehide', () => this.settle());
  }

  // Ask about a move: `save` takes the reason and the note, `undo` puts the item back where it `was`, and `focus` goes to it.
  ask({ item, was, words, save, undo, focus }) {
    this.settle();
    this.waiting = { item, was, save, undo, focus };
    if (this.reason) return this.settle();
    this.form.querySelector('output').textContent = `${words}. Why?`;
    this.form.nextElementSibling.textContent = `${words}. Press ${this.key} to say why, Escape to take it back.`;
    this.show();
    this.wait(PATIENCE, () => this.settle());
  }

  // Save what waits, with the reason that stands there.
  settle() {
    if (!this.waiting) return;
    const { save } = this.waiting;
    this.waiting = null;
    save({ move_reason: this.reason ?? 'unspecified', move_note: this.note.value });
    if (!this.reason) return this.forget();
    this.form.querySelector('output').textContent = 'What you move next has the same reason.';
    this.show();
    this.wait(MEMORY, () => this.forget());
  }

  // What waits for an answer and is moved once more: it goes on from where it was before all that.
  resume(item) {
    if (this.waiting?.item !== item) return null;
    const { was } = this.waiting;
    this.waiting = null;
    clearTimeout(this.timer);
    this.form.hidden = true;
    return was;
  }

  answer(reason) {
    const { focus } = this.waiting ?? {};
    this.reason = this.waiting || reason !== this.reason ? reason : null;
    if (this.waiting) this.settle();
    else if (this.reason) this.show();
    else this.forget();
    focus?.();
  }

  takeBack() {
    const { undo, focus } = this.waiting;
    this.waiting = null;
    undo();
    this.forget();
    focus();
  }

  forget() {
    this.settle();
    clearTimeout(this.timer);
    this.reason = null;
    this.note.value = '';
    this.form.hidden = true;
  }

  show() {
    this.form.hidden = false;
    this.form.classList.toggle('waiting', Boolean(this.waiting));
    for (const button of this.form.querySelectorAll('[name="reason"]')) button.ariaPressed = String(button.value === this.reason);
  }

  focus() { this.note.focus(); }

  wait(time, act) { // not while somebody is about to answer
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.form.matches(':hover, :focus-within') ? this.wait(time, act) : act(), time);
  }
}
