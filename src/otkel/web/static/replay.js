// Plays a day: the slider chooses a minute, and bars, numbers and the pin show how it stood then.
(function () {
  "use strict";
  var player = document.getElementById("player");
  if (!player) return;
  var slider = document.getElementById("minute"), clock = document.getElementById("clock");
  var button = document.getElementById("play");
  var slow = Number(player.dataset.slow), long = Number(player.dataset.long);
  var told = null, timer = null;

  function at(steps, minute) {
    var low = 0, high = steps.length - 1;
    while (low < high) {
      var middle = (low + high + 1) >> 1;
      if (steps[middle][0] <= minute) low = middle; else high = middle - 1;
    }
    return steps[low];
  }

  function look(trucks) {
    return trucks < slow ? "calm" : trucks < long ? "slow" : "long";
  }

  function two(number) {
    return (number < 10 ? "0" : "") + number;
  }

  function show() {
    var minute = Number(slider.value), most = 0;
    var time = two(Math.floor(minute / 60) % 24) + ":" + two(minute % 60);
    clock.textContent = time;
    slider.setAttribute("aria-valuetext", time);
    player.querySelectorAll("[data-towards]").forEach(function (places) {
      var step = at(told.towards[places.dataset.towards], minute);
      most = Math.max(most, step[1]);
      [0, 1, 2].forEach(function (place) {
        places.querySelector('[data-place="' + place + '"]').textContent = step[place + 1];
        places.querySelector('[data-bar="' + place + '"]').value = step[place + 1];
      });
    });
    window.otkelPaint(player.dataset.point, look(most), String(most));
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
      slider.value = Number(slider.value) + 4;
      show();
      if (Number(slider.value) >= Number(slider.max)) stop();
    }, 60);
  }

  fetch(player.dataset.steps).then(function (answer) { return answer.json(); }).then(function (found) {
    told = found;
    slider.max = found.minutes - 1;
    player.querySelectorAll("[data-towards]").forEach(function (places) {
      var steps = found.towards[places.dataset.towards], most = 1;
      steps.forEach(function (step) { most = Math.max(most, step[1], step[2], step[3]); });
      places.querySelectorAll("progress").forEach(function (bar) { bar.max = most; });
    });
    slider.value = Math.min(720, slider.max);
    player.hidden = false;
    show();
  }).catch(function () { /* the table below tells the same */ });
  slider.addEventListener("input", function () { stop(); show(); });
  button.addEventListener("click", play);
})();
