// Keys: j k Enter x on rows, single letters on what carries data-key, g + letter to a section, / and Ctrl-K to search, ? for the list.

const typing = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
let goes = 0;  // when g was pressed, in milliseconds; a letter within 1.5 s goes to a section

function search() {
  const palette = document.getElementById("palette");
  if (!palette) return document.getElementById("search")?.focus();
  if (!palette.open) palette.showModal();
  const text = document.getElementById("palette-text");
  text.focus();
  text.select();
}

function move(step) {
  const list = rows();
  if (!list.length) return;
  const at = list.findIndex((row) => row.classList.contains("is-cursor"));
  const next = Math.min(Math.max(at + step, 0), list.length - 1);
  list.forEach((row, place) => row.classList.toggle("is-cursor", place === next));
  (list[next].querySelector("a[href], button") ?? list[next]).focus({ preventScroll: true });
  list[next].scrollIntoView({ block: "nearest" });
}

function onRow(key) {
  const row = document.querySelector("[data-row].is-cursor");
  if (!row) return false;
  if (key === "x") row.querySelector("[data-select]")?.click();
  return key === "x";
}

function press(key) {
  const row = document.querySelector("[data-row].is-cursor");
  const part = row?.querySelector(`[data-key="${key}"]`) ?? document.querySelector(`[data-key="${key}"]`);
  if (!part) return false;
  if (part.matches("input:not([type=submit], [type=button]), textarea, select")) part.focus();
  else part.click();
  return true;
}

function handle(event) {
  const { key } = event;
  if (goes && event.timeStamp - goes < 1500) {
    goes = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    link?.click();
    return link !== null;
  }
  if (key === "g") { goes = event.timeStamp; return true; }
  if (key === "/") { search(); return true; }
  if (key === "?") { document.getElementById("keys")?.showModal(); return true; }
  if (key === "j" || key === "k") { move(key === "j" ? 1 : -1); return true; }
  return onRow(key) || (/^[a-z]$/.test(key) && press(key));
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    search();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (handle(event)) event.preventDefault();
});
