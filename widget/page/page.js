/* Puts the clinic's own name and numbers into the page. Without it, or without an answer, the written ones stay. */
"use strict";

function fillPhone(name, phone) {
  for (const link of document.querySelectorAll(`a[data-phone="${name}"]`)) {
    link.href = `tel:${phone.tel}`;
    link.textContent = (link.dataset.before ?? "") + phone.display;
  }
  for (const place of document.querySelectorAll(`[data-shown="${name}"]`)) place.textContent = phone.display;
  document.querySelector("plainspine-chat").setAttribute(name, phone.display);
}

function fill(config) {
  for (const place of document.querySelectorAll("[data-clinic-name]")) place.textContent = config.clinic_name;
  for (const place of document.querySelectorAll("[data-words]")) place.textContent = config[place.dataset.words] ?? "";
  fillPhone("phone", config.phone);
  fillPhone("emergency", config.emergency);
  if (config.script) {
    document.querySelector("[data-script]").textContent = config.script.path;
    document.querySelector("[data-integrity]").textContent = ` integrity="${config.script.integrity}" crossorigin="anonymous"`;
  }
  document.querySelector("[data-sample]").hidden = !config.sample;
}

document.querySelector("[data-origin]").textContent = location.origin;
fetch("/config.json")
  .then((response) => response.json())
  .then(fill)
  .catch(() => {
    /* The written numbers are right for the sample clinic and stay. */
  });
