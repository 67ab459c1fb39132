// Wakes the components of NHS.UK Frontend, and lets htmx send the token that protects forms. Pages work without this.
import { initAll } from "../vendor/nhsuk/nhsuk-frontend.min.js";

const UNSAFE = ["post", "put", "patch", "delete"];

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();

document.body.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token && UNSAFE.includes(event.detail.verb)) {
    event.detail.headers["X-CSRFToken"] = token.value;
  }
});

// What a page brought in later wakes as well.
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) {
    initAll({ scope: event.detail.elt });
  }
});
