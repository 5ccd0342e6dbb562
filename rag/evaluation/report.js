"use strict";
const form = document.getElementById("filter");
const [state, tag, words] = ["state", "tag", "words"].map((name) => document.getElementById(name));
const cases = [...document.querySelectorAll(".case")];
const texts = cases.map((one) => one.textContent.toLowerCase());

function wanted(one, text) {
  const tags = one.dataset.tags.split(" ");
  return (!state.value || one.dataset.state === state.value)
    && (!tag.value || tags.includes(tag.value))
    && words.value.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function filter() {
  let count = 0;
  cases.forEach((one, at) => {
    one.hidden = !wanted(one, texts[at]);
    count += !one.hidden;
  });
  document.getElementById("shown").textContent = `${count} of ${cases.length}`;
  document.getElementById("none").hidden = count > 0;
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", filter);
filter();
