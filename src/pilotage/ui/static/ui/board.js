// Cards of a board, dragged to another column. The same is done with a card's "Move…".

let dragged = null;

const columnOf = (target) => target.closest?.("[data-column]");
const mark = (column) => document.querySelectorAll("[data-column]").forEach((one) => one.classList.toggle("is-over", one === column));

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-card]") ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.querySelector("a")?.href ?? "");
  dragged.classList.add("is-dragged");
});
document.addEventListener("dragover", (event) => {
  const column = dragged && columnOf(event.target);
  if (!column) return;
  event.preventDefault();
  mark(column);
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
  mark(null);
});
document.addEventListener("drop", (event) => {
  const column = dragged && columnOf(event.target);
  const form = document.getElementById("card-move");
  if (!column || !form || column.contains(dragged)) return;
  event.preventDefault();
  const { card, version } = dragged.dataset;
  const to = column.dataset.column;
  if (to === "blocked" || to === "dropped") {  // these need a reason
    document.dispatchEvent(new CustomEvent("plan:show", { detail: `${card}?by=state&to=${to}` }));
    return;
  }
  form.setAttribute("action", card);
  form.elements.to.value = to;
  form.elements.version.value = version;
  form.requestSubmit();
});
