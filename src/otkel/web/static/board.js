// Pins follow the rows: when a new list has come, each pin takes the look and the number that its row tells.
(function () {
  "use strict";

  function paint(slug, look, trucks) {
    document.querySelectorAll('.pin[data-point="' + CSS.escape(slug) + '"]').forEach(function (pin) {
      pin.setAttribute("class", "pin " + look);
      pin.querySelector("use").setAttribute("href", "#pin-" + look);
      var told = pin.querySelector("[data-trucks]");
      if (told) told.textContent = trucks === "" ? "" : " " + trucks;
    });
  }

  function follow() {
    document.querySelectorAll("#rows [data-pin]").forEach(function (row) {
      paint(row.dataset.pin, row.dataset.look, row.dataset.trucks);
    });
  }

  window.otkelPaint = paint;
  var rows = document.getElementById("live");
  if (rows) new MutationObserver(follow).observe(rows, { childList: true, subtree: true, attributes: true });
})();
