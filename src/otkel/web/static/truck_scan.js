// Reads the QR code of a proof of place with the camera, where the browser can.
"use strict";
(() => {
  const button = document.getElementById("scan");
  const video = document.getElementById("camera");
  const refused = document.getElementById("camera-refused");
  const field = document.getElementById("code");
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    let camera;
    try {
      camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      refused.hidden = false;
      return;
    }
    video.srcObject = camera;
    video.hidden = false;
    await video.play();
    const look = async () => {
      const found = await detector.detect(video).catch(() => []);
      if (!found.length) return requestAnimationFrame(look);
      camera.getTracks().forEach((track) => track.stop());
      field.value = found[0].rawValue;
      field.form.submit();
    };
    look();
  });
})();
