// In a frame on another site: tells the page around how high this one is, whenever that changes, and keeps links to events
// within the frame. static/js/resize_timeline.js listens there.
for (const link of document.querySelectorAll('a[href^="#"]')) link.setAttribute("target", "_self");

const tell = () => parent.postMessage({ timelineHeight: Math.ceil(document.body.getBoundingClientRect().height) }, "*");

new ResizeObserver(tell).observe(document.body);
