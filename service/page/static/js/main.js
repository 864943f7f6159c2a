// From the form to the service and back: the one place that knows what state the page is in.

import * as api from "./api.js";
import { fill, offerSamples, readArticle, setUpCompose } from "./compose.js";
import { byId } from "./dom.js";
import { copy, csvOf, jsonOf, save } from "./export.js";
import { pictureOf } from "./picture.js";
import { inWords } from "./problems.js";
import { Results } from "./results.js";
import { viewOf } from "./view.js";
import { Speed, tellWait } from "./waiting.js";
import { count } from "./words.js";

const form = byId("compose");
const results = new Results();
const speed = new Speed();
let running = null; // the controller of the request under way

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
byId("cancel").addEventListener("click", () => running?.abort());
byId("new-article").addEventListener("click", () => {
  fill(form, { text: "" });
  form.elements.article.focus();
  scrollTo(0, 0);
});
byId("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  api.useKey(byId("key").value.trim());
  byId("key").value = "";
  byId("key-form").hidden = true;
  if (byId("sample").disabled) loadSamples();
  if (form.elements.article.value !== "") run();
});

async function run() {
  if (running) return;
  const controller = new AbortController();
  running = controller;
  say(null);
  results.clear();
  form.classList.add("busy");
  byId("analyze").disabled = true;
  byId("wait").hidden = false;
  const article = readArticle(form);
  const characters = (article.text ?? article.html).length;
  const stop = tellWait(byId("elapsed"), characters, speed);
  try {
    const answer = await api.analyze(article, controller.signal);
    const ms = stop();
    performance.mark("demarche:answer");
    speed.note(characters, ms);
    results.show(viewOf(answer, answer.text ?? article.text), ms);
    performance.mark("demarche:shown");
    form.classList.add("done");
    byId("new-article").hidden = false;
    tell(`Done: ${count(answer.statements.length, "statement")}.`);
    byId("results").scrollIntoView({ block: "start" });
    byId("results-heading").focus({ preventScroll: true });
  } catch (error) {
    if (error.name === "AbortError") tell("Cancelled.");
    else if (error instanceof api.Failure) explain(error);
    else throw error;
  } finally {
    stop();
    running = null;
    form.classList.remove("busy");
    byId("analyze").disabled = false;
    byId("wait").hidden = true;
  }
}

function explain(failure) {
  if (failure.status === 401) {
    askForKey(api.hasKey());
    return;
  }
  const { field, words } = inWords(failure);
  say(words, field);
}

function askForKey(wrong) {
  byId("key-words").textContent = wrong ? "The service does not know this key. Try another." : "The service wants a key.";
  byId("key-form").hidden = false;
  byId("key").focus();
}

/** Say what is wrong, beside the field that it is about; null takes it back. */
function say(words, field = "text") {
  const error = byId("error");
  for (const one of form.querySelectorAll("[aria-invalid]")) {
    one.removeAttribute("aria-invalid");
    one.removeAttribute("aria-describedby");
  }
  error.hidden = words === null;
  error.textContent = words ?? "";
  if (words === null) return;
  const input = form.elements[field === "text" ? "article" : field];
  input.closest("details")?.setAttribute("open", "");
  input.closest(".field").append(error);
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", "error");
  input.focus();
}

/** Tell what happened, for those who hear the page and those who see it. */
function tell(words) {
  byId("status").textContent = words;
}

async function loadSamples() {
  try {
    offerSamples(form, await api.samples());
  } catch (error) {
    if (!(error instanceof api.Failure)) throw error;
    byId("sample").title = "The samples could not be read.";
    if (error.status === 401) askForKey(api.hasKey());
  }
}

const takeAway = {
  "copy-json": async () => {
    await copy(jsonOf(results.view.answer));
    byId("taken").textContent = "Copied.";
  },
  "download-json": () => save("demarche.json", "application/json", jsonOf(results.view.answer)),
  "download-csv": () => save("demarche.csv", "text/csv;charset=utf-8", csvOf(results.view)),
  "download-png": async () => save("demarche.png", "image/png", await pictureOf(results.matrix)),
  print: () => window.print(),
};
for (const [id, act] of Object.entries(takeAway)) {
  byId(id).addEventListener("click", async () => {
    byId("taken").textContent = "";
    try {
      await act();
    } catch {
      byId("taken").textContent = "The browser would not do this.";
    }
  });
}

setUpCompose(form, (words) => say(words));
loadSamples();
