// Plays a day: the slider chooses a minute, and bars, numbers and the pin show how it stood then.
(function () {
  "use strict";

  function at(steps, minute) {
    var low = 0, high = steps.length - 1;
    while (low < high) {
      var middle = (low + high + 1) >> 1;
      if (steps[middle][0] <= minute) low = middle; else high = middle - 1;
    }
    return steps[low];
  }

  function two(number) {
    return (number < 10 ? "0" : "") + number;
  }

  function show(player, told, minute, paint) {
    var most = 0;
    player.querySelectorAll("[data-towards]").forEach(function (places) {
      var step = at(told.towards[places.dataset.towards], minute);
      most = Math.max(most, step[1]);
      [0, 1, 2].forEach(function (place) {
        places.querySelector('[data-place="' + place + '"]').textContent = step[place + 1];
        places.querySelector('[data-bar="' + place + '"]').value = step[place + 1];
      });
    });
    paint(player.dataset.point, most);
    return two(Math.floor(minute / 60) % 24) + ":" + two(minute % 60);
  }

  function ready(player, told, slider) {
    slider.max = told.minutes - 1;
    player.querySelectorAll("[data-towards]").forEach(function (places) {
      var most = 1;
      told.towards[places.dataset.towards].forEach(function (step) { most = Math.max(most, step[1], step[2], step[3]); });
      places.querySelectorAll("progress").forEach(function (bar) { bar.max = most; });
    });
    slider.value = Math.min(720, slider.max);
  }

  window.otkelPlayer({ section: "player", slider: "minute", by: 4, everyMs: 60, ready: ready, show: show });
})();
