// What all that is played has in common: a slider, a clock, a button, and steps that are fetched once.
(function () {
  "use strict";

  // `one`: the ids of section and slider, by how much it goes on and how often [ms], what to do when the steps
  // have come (`ready`), and how an instant is shown (`show`: steps, value of the slider; gives the clock's text).
  window.otkelPlayer = function (one) {
    var player = document.getElementById(one.section);
    if (!player) return;
    var slider = document.getElementById(one.slider), clock = document.getElementById("clock");
    var button = document.getElementById("play"), told = null, timer = null;
    var slow = Number(player.dataset.slow), long = Number(player.dataset.long);

    function look(trucks) {
      return trucks < slow ? "calm" : trucks < long ? "slow" : "long";
    }

    function paint(slug, trucks) {
      window.otkelPaint(slug, look(trucks), String(trucks));
    }

    function show() {
      clock.textContent = one.show(player, told, Number(slider.value), paint);
      slider.setAttribute("aria-valuetext", clock.textContent);
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
        slider.value = Number(slider.value) + one.by;
        show();
        if (Number(slider.value) >= Number(slider.max)) stop();
      }, one.everyMs);
    }

    fetch(player.dataset.steps).then(function (answer) { return answer.json(); }).then(function (found) {
      told = found;
      one.ready(player, found, slider);
      player.hidden = false;
      show();
    }).catch(function () { /* picture and table below tell the same */ });
    slider.addEventListener("input", function () { stop(); show(); });
    button.addEventListener("click", play);
  };
})();
