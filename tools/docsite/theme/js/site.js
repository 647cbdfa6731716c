"use strict";
// What scrolls sideways is reached by keyboard, and the bar at the top is a landmark.
document.querySelector(".navbar").setAttribute("role", "banner");
function reach() {
  for (const box of document.querySelectorAll("[role=main] :is(pre, table)")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
addEventListener("resize", reach);
addEventListener("load", reach);
