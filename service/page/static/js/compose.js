// Where an article comes in: pasted, dropped, opened, or picked from the samples.

import { byId, el } from "./dom.js";
import { short } from "./words.js";

const STRUCTURE = /^\s*<(?:!doctype\s+html|html|head|body|main|article|section|div|p)\b[\s\S]*>\s*$/i;

/** Whether a text is meant as a page: it begins with a tag that gives a page its structure, and ends with a tag. */
export const looksLikeHtml = (text) => STRUCTURE.test(text);

/** Read the form as the service wants it. */
export function readArticle(form) {
  const article = { [form.elements.form.value]: form.elements.article.value };
  for (const name of ["title", "published", "outlet"]) {
    const value = form.elements[name].value.trim();
    if (value !== "") article[name] = value;
  }
  return article;
}

/** Let files be dropped or opened, and HTML be noticed; `onTrouble` is told what could not be read. */
export function setUpCompose(form, onTrouble) {
  const { article } = form.elements;
  let chosen = false; // somebody said whether it is text or HTML
  article.addEventListener("input", () => {
    if (!chosen) form.elements.form.value = looksLikeHtml(article.value) ? "html" : "text";
    count(form);
  });
  byId("forms").addEventListener("change", () => {
    chosen = true;
  });
  const take = async (file) => {
    try {
      const text = await readFile(file);
      chosen = false;
      fill(form, { text, html: /html/.test(file.type) || looksLikeHtml(text) });
    } catch (error) {
      onTrouble(error instanceof TypeError ? `${file.name} is not a text file in UTF-8 or UTF-16.` : `${file.name} could not be read.`);
    }
  };
  byId("file").addEventListener("change", (event) => {
    if (event.target.files.length > 0) take(event.target.files[0]);
    event.target.value = "";
  });
  setUpDrop(form, take, onTrouble);
}

/** Put an article into the form. */
export function fill(form, { text, title = "", html = false }) {
  form.elements.article.value = text;
  form.elements.title.value = title ?? "";
  form.elements.form.value = html ? "html" : "text";
  count(form);
}

/** Offer the samples. */
export function offerSamples(form, samples) {
  const select = byId("sample");
  select.append(...samples.map((sample, at) => el("option", { value: String(at) }, nameOf(sample))));
  select.disabled = false;
  select.onchange = () => {
    const sample = samples[Number(select.value)];
    if (sample && select.value !== "") fill(form, { text: sample.text, title: sample.title });
  };
}

function nameOf(sample) {
  if (sample.title) return sample.title;
  const words = sample.id.replace(/^\d+_/, "").replaceAll("_", " ");
  if (/^[0-9a-f]{12,}$/.test(words)) return short(sample.text, 48);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function count(form) {
  const { value } = form.elements.article;
  let points = value.length;
  for (const _ of value.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) points -= 1;
  byId("length").textContent = points === 0 ? "" : `${points.toLocaleString("en")} characters`;
}

/** A file's text. Throws a TypeError where its bytes are none. */
async function readFile(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const wide = { "254,255": "utf-16be", "255,254": "utf-16le" }[String([...bytes.slice(0, 2)])];
  const text = new TextDecoder(wide ?? "utf-8", { fatal: true }).decode(bytes);
  if (text.includes("\0")) throw new TypeError("binary");
  return text;
}

function setUpDrop(form, take, onTrouble) {
  const over = (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  };
  document.addEventListener("dragenter", over);
  document.addEventListener("dragover", over);
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) document.body.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    if (event.dataTransfer.files.length > 1) onTrouble("One file at a time, please: the first was taken.");
    take(event.dataTransfer.files[0]);
  });
}
