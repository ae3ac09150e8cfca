// Plays an autumn day by day: the slider chooses a day, pins take their numbers, and its reports are shown.
(function () {
  "use strict";
  var player = document.getElementById("autumn");
  if (!player) return;
  var slider = document.getElementById("day"), clock = document.getElementById("clock");
  var button = document.getElementById("play"), bar = document.getElementById("whole");
  var slow = Number(player.dataset.slow), long = Number(player.dataset.long);
  var dates = new Intl.DateTimeFormat(player.dataset.language, { day: "numeric", month: "long", timeZone: "UTC" });
  var numbers = new Intl.NumberFormat(player.dataset.language);
  var told = null, timer = null;

  function look(trucks) {
    return trucks < slow ? "calm" : trucks < long ? "slow" : "long";
  }

  function show() {
    var at = Number(slider.value), day = told.days[at], seen = 0;
    clock.textContent = dates.format(new Date(day + "T00:00:00Z"));
    slider.setAttribute("aria-valuetext", clock.textContent);
    bar.value = told.whole.mid[at];
    document.getElementById("mid").textContent = numbers.format(Math.round(told.whole.mid[at]));
    document.getElementById("range").textContent =
      numbers.format(Math.round(told.whole.low[at])) + " – " + numbers.format(Math.round(told.whole.high[at]));
    Object.keys(told.points).forEach(function (slug) {
      var trucks = Math.round(told.points[slug][at]);
      window.otkelPaint(slug, look(trucks), String(trucks));
    });
    document.querySelectorAll("#reported li").forEach(function (one) {
      one.hidden = !(one.dataset.from <= day && day <= one.dataset.to);
      if (!one.hidden) seen += 1;
    });
    document.getElementById("silent").hidden = seen > 0;
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    button.textContent = player.dataset.play;
  }

  function play() {
    if (timer) { stop(); return; }
    if (Number(slider.value) >= Number(slider.max)) slider.value = 0;
    button.textContent = player.dataset.stop;
    timer = setInterval(function () {
      slider.value = Number(slider.value) + 1;
      show();
      if (Number(slider.value) >= Number(slider.max)) stop();
    }, 200);
  }

  fetch(player.dataset.steps).then(function (answer) { return answer.json(); }).then(function (found) {
    told = found;
    slider.max = found.days.length - 1;
    bar.max = Math.max.apply(null, found.whole.high);
    player.hidden = false;
    show();
  }).catch(function () { /* picture and table below tell the same */ });
  slider.addEventListener("input", function () { stop(); show(); });
  button.addEventListener("click", play);
})();
