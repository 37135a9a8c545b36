// Brings a page up to date and leaves what is the same, so that photos don't flicker and the page stays where it is scrolled.

function isLike(one, other) {
  if (one.nodeType !== Node.ELEMENT_NODE || one.nodeName !== other.nodeName) return false;
  return one.cloneNode(false).isEqualNode(other.cloneNode(false));
}

// Make the children of an element equal to those of another, which may lose them.
function patchChildren(element, fresh) {
  const [now, wanted] = [[...element.childNodes], [...fresh.childNodes]];
  const most = Math.min(now.length, wanted.length);
  let start = 0;
  while (start < most && now[start].isEqualNode(wanted[start])) start += 1;
  let same = 0; // at the end
  while (same < most - start && now.at(-1 - same).isEqualNode(wanted.at(-1 - same))) same += 1;
  const [gone, come] = [now.slice(start, now.length - same), wanted.slice(start, wanted.length - same)];
  const below = now[now.length - same] ?? null;
  for (const node of gone.splice(come.length)) node.remove();
  gone.forEach((node, place) => patch(node, come[place]));
  for (const node of come.slice(gone.length)) element.insertBefore(node, below);
}

export function patch(node, fresh) {
  if (node.isEqualNode(fresh)) return;
  if (isLike(node, fresh)) patchChildren(node, fresh);
  else node.replaceWith(fresh);
}
