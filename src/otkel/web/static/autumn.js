// Plays an autumn day by day: the slider chooses a day, pins take their numbers, and its reports are shown.
(function () {
  "use strict";
  var bar = document.getElementById("whole");

  function show(player, told, at, paint) {
    var day = told.days[at], language = player.dataset.language, seen = 0;
    var numbers = new Intl.NumberFormat(language);
    bar.value = told.whole.mid[at];
    document.getElementById("mid").textContent = numbers.format(Math.round(told.whole.mid[at]));
    document.getElementById("range").textContent =
      numbers.format(Math.round(told.whole.low[at])) + " – " + numbers.format(Math.round(told.whole.high[at]));
    Object.keys(told.points).forEach(function (slug) { paint(slug, Math.round(told.points[slug][at])); });
    document.querySelectorAll("#reported li").forEach(function (one) {
      one.hidden = !(one.dataset.from <= day && day <= one.dataset.to);
      if (!one.hidden) seen += 1;
    });
    document.getElementById("silent").hidden = seen > 0;
    return player.dataset.days.split("|")[at];  // a browser may have no Kazakh month
  }

  function ready(player, told, slider) {
    slider.max = told.days.length - 1;
    bar.max = Math.max.apply(null, told.whole.high);
  }

  window.otkelPlayer({ section: "autumn", slider: "day", by: 1, everyMs: 200, ready: ready, show: show });
})();
