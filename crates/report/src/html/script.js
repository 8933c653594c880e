'use strict';
const form = document.getElementById('filters');
const words = document.getElementById('words');
const shown = document.getElementById('shown');
const cases = [...document.querySelectorAll('.case')].map((node) => ({ node, text: node.textContent.toLowerCase() }));
const groups = [...document.querySelectorAll('.group')];
function sift() {
  const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  const outcomes = new Set([...form.querySelectorAll('[name=outcome]:checked')].map((box) => box.value));
  let count = 0;
  for (const { node, text } of cases) {
    const show = outcomes.has(node.dataset.outcome) && wanted.every((word) => text.includes(word));
    node.hidden = !show;
    count += show ? 1 : 0;
  }
  for (const group of groups) {
    group.hidden = !group.querySelector('.case:not([hidden])');
    if (wanted.length && !group.hidden) group.open = true;
  }
  shown.textContent = count + ' of ' + cases.length + ' shown';
}
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let node = target; node; node = node.parentElement) {
    node.hidden = false;
    if (node.tagName === 'DETAILS') node.open = true;
  }
  if (target) target.scrollIntoView();
}
form.hidden = false;
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('input', sift);
form.addEventListener('click', (event) => {
  const open = event.target.dataset.open;
  if (open === undefined) return;
  for (const node of document.querySelectorAll('#cases details')) {
    if (!node.classList.contains('fold') && !node.closest('[hidden]')) node.open = open === '1';
  }
});
addEventListener('hashchange', reveal);
sift();
reveal();
