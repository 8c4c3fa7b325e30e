// A click between two characters of a sample line cuts there. The same is done with the number and "Cut".

const signs = document.querySelector("[data-cutting]");
const number = document.getElementById("cut");
const button = document.querySelector("[data-cut]");

/** How many characters stand before a point of a line, to the nearest edge between two of them. */
function before(line, x) {
  const range = document.createRange();
  range.selectNodeContents(line);
  const { left, width } = range.getBoundingClientRect();
  return Math.round((x - left) / (width / line.textContent.length));
}

if (signs && number && button) {
  document.querySelector("[data-cut-hint]")?.removeAttribute("hidden");
  signs.classList.add("is-cutting");
  signs.addEventListener("click", (event) => {
    const line = event.target.closest("[data-kind]");
    if (!line || !window.getSelection().isCollapsed) return;  // text is being copied
    const place = before(line, event.clientX);
    if (place < 1 || place >= line.textContent.length) return;
    number.value = place;
    const kind = document.getElementById("cut-kind");
    if (kind && line.dataset.kind) kind.value = line.dataset.kind;
    button.form.requestSubmit(button);
  });
}
