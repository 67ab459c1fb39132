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

// What htmx could not do is said, not swallowed.
const SENTENCES = {
  403: "You may not do this, or your sign-in has ended. Reload the page and try again.",
  413: "This is too large to be sent.",
  429: "You have asked too often. Wait a little and try again.",
};

function tell(sentence) {
  document.getElementById("carrel-failure")?.remove();
  const banner = document.createElement("div");
  banner.id = "carrel-failure";
  banner.className = "nhsuk-notification-banner carrel-banner--wrong";
  banner.setAttribute("role", "alert");
  banner.setAttribute("aria-labelledby", "carrel-failure-title");
  banner.tabIndex = -1;
  banner.innerHTML = '<div class="nhsuk-notification-banner__header"><h2 class="nhsuk-notification-banner__title" ' +
    'id="carrel-failure-title">Not done</h2></div><div class="nhsuk-notification-banner__content">' +
    '<p class="nhsuk-notification-banner__heading"></p></div>';
  banner.querySelector("p").textContent = sentence;
  document.getElementById("maincontent").prepend(banner);
  banner.focus();
}

document.body.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  const id = event.detail.xhr.getResponseHeader("X-Request-ID");
  tell(SENTENCES[status] || `That did not work. Reload the page and try again (error ${status}, request ${id}).`);
});
document.body.addEventListener("htmx:sendError", () => tell("The site cannot be reached. Check your connection and try again."));
