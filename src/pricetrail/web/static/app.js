// The pages work without scripts; these add comfort. This one: keys, lists, colours.

const root = document.documentElement;
root.classList.add("js");

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const search = document.querySelector(".search input");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

// A picture that is there stands on white, as shops draw them.
function watchPictures(within) {
  for (const picture of within.querySelectorAll(".picture img")) {
    const seen = () => picture.classList.add("seen");
    if (picture.complete && picture.naturalWidth) seen();
    else picture.addEventListener("load", seen);
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submits]");
  if (form) form.requestSubmit();
});

// Empty filters stay out of the address.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "get") return;
  const empty = [...form.elements].filter((field) => field.name && field.value === "");
  for (const field of empty) field.disabled = true;
  setTimeout(() => empty.forEach((field) => (field.disabled = false)));
});

// Colours change at once; the server remembers them.
document.addEventListener("submit", (event) => {
  const form = event.target.closest(".themes");
  if (!form) return;
  event.preventDefault();
  const theme = event.submitter.value;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button === event.submitter));
  }
  const body = new URLSearchParams({ theme, back: "/theme" });
  fetch("/theme", { method: "POST", body, redirect: "manual" });
});

// Selecting products: all of them, ranges with Shift, and the bar that says how many.
function watchSelection(within) {
  const bulk = within.querySelector("#bulk");
  const bar = bulk?.querySelector(".bulk");
  if (!bar) return;
  const count = bulk.querySelector("[data-count]");
  const all = bulk.querySelector("[data-all]");
  const picks = [...bulk.querySelectorAll("input[name=pick]")];
  let last = null;
  const tell = () => {
    const chosen = picks.filter((pick) => pick.checked).length;
    bar.classList.toggle("has-selection", chosen > 0);
    count.textContent = `${chosen} selected`;
    if (all) {
      all.checked = chosen === picks.length;
      all.indeterminate = chosen > 0 && chosen < picks.length;
    }
  };
  bulk.addEventListener("click", (event) => {
    const place = picks.indexOf(event.target);
    if (place < 0) return;
    if (event.shiftKey && last !== null) {
      const [from, to] = [Math.min(last, place), Math.max(last, place)];
      for (const pick of picks.slice(from, to + 1)) pick.checked = event.target.checked;
    }
    last = place;
    tell();
  });
  all?.addEventListener("change", () => {
    for (const pick of picks) pick.checked = all.checked;
    tell();
  });
  addEventListener("pageshow", tell);
  tell();
}

for (const watch of [watchPictures, watchSelection]) {
  watch(document);
  document.addEventListener("swapped", (event) => watch(event.detail));
}
