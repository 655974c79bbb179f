// Shows only the items of this page that have all words of the search field. A page without this
// script shows all of them, and no field.
(() => {
  "use strict";
  const form = document.querySelector("form.search");
  if (!form) return;
  const field = form.querySelector("input");
  const told = form.querySelector("output");
  // Accents and capitals do not count.
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (article) =>
    Array.from(article.querySelectorAll("h3, p, li"))
      .filter((part) => !part.closest(".why"))
      .map((part) => part.textContent)
      .join(" ");
  const items = Array.from(document.querySelectorAll("main article"), (article) => ({
    article,
    text: fold(words(article)),
  }));
  const days = document.querySelectorAll("main .day");
  const show = () => {
    const wanted = fold(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { article, text } of items) {
      article.hidden = !wanted.every((word) => text.includes(word));
      if (!article.hidden) shown += 1;
    }
    for (const day of days) day.hidden = !day.querySelector("article:not([hidden])");
    told.textContent = wanted.length ? `${shown} of ${items.length} items` : "";
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", show);
  // Browsers keep what was typed when a page is loaded again.
  show();
})();
