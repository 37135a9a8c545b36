// For other sites: gives the frames of timelines the height that their pages tell (static/js/tell_height.js). Without it
// they keep the height that they were given, and scroll.
(() => {
  const site = new URL(document.currentScript.src).origin;
  addEventListener("message", ({ origin, source, data }) => {
    const height = Number(data?.timelineHeight);
    if (origin !== site || !(height > 0)) return;
    for (const frame of document.querySelectorAll("iframe[data-newsroom-timeline], iframe[src*='/timelines/']")) {
      if (frame.contentWindow === source) frame.height = height;
    }
  });
})();
