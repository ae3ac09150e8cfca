// The nearest crossing point, found in the browser: where a person is never leaves it.
"use strict";
(() => {
  const point = document.getElementById("point");
  const towards = document.getElementById("towards");
  const nearest = document.getElementById("nearest");
  if (!point) return;

  // Only the two states of the point are offered.
  const narrow = () => {
    const chosen = point.selectedOptions[0];
    const states = (chosen && chosen.dataset.states || "").split(" ").filter(Boolean);
    for (const one of towards ? towards.options : []) {
      const fits = !one.value || !states.length || states.includes(one.value);
      one.hidden = one.disabled = !fits;
      if (!fits && one.selected) towards.value = "";
    }
  };
  point.addEventListener("change", narrow);
  narrow();

  const km = (a, b) => {
    const rad = Math.PI / 180;
    const x = (b.lon - a.lon) * rad * Math.cos((a.lat + b.lat) / 2 * rad);
    return 6371 * Math.hypot(x, (b.lat - a.lat) * rad);
  };
  if (!nearest || !navigator.geolocation) return;
  nearest.hidden = false;
  nearest.addEventListener("click", () => {
    nearest.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({coords}) => {
        const here = {lat: coords.latitude, lon: coords.longitude};
        let best = null;
        for (const one of point.options) {
          if (!one.dataset.lat) continue;
          const far = km(here, {lat: Number(one.dataset.lat), lon: Number(one.dataset.lon)});
          if (best === null || far < best.far) best = {far, value: one.value};
        }
        if (best) point.value = best.value;
        nearest.disabled = false;
        point.dispatchEvent(new Event("change"));
        point.focus();
      },
      () => { nearest.disabled = false; point.focus(); },
      {maximumAge: 600000, timeout: 15000},
    );
  });
})();
