// Lists: the bar for selected rows, and filters that send themselves.

function refresh() {
  const boxes = [...document.querySelectorAll("[data-select]")];
  const chosen = boxes.filter((box) => box.checked).length;
  const bar = document.querySelector("[data-bulk]");
  if (bar) {
    bar.hidden = chosen === 0;
    const words = bar.querySelector("[data-bulk-count]");
    const everything = bar.querySelector("[data-everything]");
    if (everything && chosen < boxes.length) everything.checked = false;
    const spoken = everything?.checked ? `All ${Number(everything.value).toLocaleString("en-US")} found are selected` : `${chosen} of ${boxes.length} on this page selected`;
    if (words) words.textContent = everything ? spoken : chosen === 1 ? "1 row selected" : `${chosen} rows selected`;
  }
  const head = document.querySelector("[data-select-all]");
  if (head) {
    head.checked = chosen > 0 && chosen === boxes.length;
    head.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}

let last = null;  // the box ticked before, for a range with Shift
document.addEventListener("click", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement)) return;
  const boxes = [...document.querySelectorAll("[data-select]")];
  if (box.matches("[data-everything]")) {
    if (box.checked) boxes.forEach((other) => { other.checked = true; });
  } else if (box.matches("[data-select-all]")) boxes.forEach((other) => { other.checked = box.checked; });
  else if (box.matches("[data-select]")) {
    if (event.shiftKey && last && boxes.includes(last)) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
    }
    last = box;
  } else return;
  refresh();
});

let waiting = 0;
function send(form) {
  clearTimeout(waiting);
  form.requestSubmit();
}
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-autosubmit]")) send(form);
});
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-autosubmit]") || !event.target.matches("[type=search], [type=text]")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => send(form), 350);
});

document.addEventListener("htmx:load", refresh);
window.addEventListener("pageshow", refresh);
refresh();
