// Parts of a page are replaced by what the server says now; it alone makes the markup.

const parser = new DOMParser();

async function swap(url, selector, { remember = false } = {}) {
  const old = document.querySelector(selector);
  if (!old) return;
  old.setAttribute("aria-busy", "true");
  let answer;
  try {
    answer = await fetch(url, { headers: { Accept: "text/html" } });
  } catch {
    old.removeAttribute("aria-busy");
    return;
  }
  const page = parser.parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector(selector);
  if (!answer.ok || !fresh) {
    location.assign(url);
    return;
  }
  const focused = old.contains(document.activeElement) ? pathTo(document.activeElement) : null;
  const open = [...old.querySelectorAll("details[open][id]")].map((one) => one.id);
  const adopted = document.adoptNode(fresh);
  old.replaceWith(adopted);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) adopted.querySelector(focused)?.focus({ preventScroll: true });
  document.title = page.title;
  if (remember) history.pushState({}, "", url);
  document.dispatchEvent(new CustomEvent("swapped", { detail: adopted }));
}

// What had the focus, to be found again in the new part.
function pathTo(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (element.title) return `[title="${CSS.escape(element.title)}"]`;
  return element.dataset.key ? `[data-key="${CSS.escape(element.dataset.key)}"]` : null;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  swap(link.href, link.dataset.swap, { remember: true });
});

document.addEventListener("zoom", (event) => {
  swap(event.detail, "#chart", { remember: true });
});

addEventListener("popstate", () => {
  if (document.querySelector("#chart")) swap(location.href, "#chart");
  else location.reload();
});

// Scrapes that were asked for: each change of the job shows the page anew.
function follow() {
  const part = document.querySelector("[data-job]");
  if (!part) return;
  const selector = `#${part.id}`;
  const stream = new EventSource(part.dataset.job);
  let turn = Promise.resolve();
  let first = true;
  stream.addEventListener("job", (event) => {
    const finished = JSON.parse(event.data).finished;
    if (finished) stream.close();
    if (first && !finished) {
      first = false;
      return;
    }
    first = false;
    turn = turn.then(() => show(selector, finished));
  });
  stream.addEventListener("problem", () => stream.close());
}

async function show(selector, finished) {
  const url = new URL(location.href);
  if (finished && url.searchParams.has("job")) {
    url.searchParams.delete("job");
    history.replaceState({}, "", url);
  }
  await swap(url.href, selector);
}

follow();

// Pages that show the present look again while somebody looks at them.
const lively = document.querySelector("[data-refresh]");
if (lively) {
  const selector = `#${lively.id}`;
  const timer = setInterval(() => {
    if (!document.querySelector(`${selector}[data-refresh]`)) {
      clearInterval(timer);
      return;
    }
    const busy = document.querySelector(`${selector} :is(:focus-visible, input:checked)`);
    if (document.visibilityState === "visible" && !busy) swap(location.href, selector);
  }, Number(lively.dataset.refresh));
}
