// Looks every two seconds whether anything was sent, and shows it without moving what is read or typed.
const total = document.querySelector('[data-version]');
let version = total.dataset.version;

async function look() {
  if (document.hidden) return;
  const answer = await fetch(`/version${location.search}`);
  const now = await answer.text();
  if (!answer.ok || now === version) return;
  const shown = await fetch(location.href);
  if (!shown.ok) return;
  const page = new DOMParser().parseFromString(await shown.text(), 'text/html');
  const focused = document.activeElement?.closest('[data-live] a')?.getAttribute('href');
  total.textContent = page.querySelector('[data-live="total"]').textContent;
  for (const part of ['channels', 'messages']) {
    const selector = `[data-live="${part}"]`;
    document.querySelector(selector).replaceWith(page.querySelector(selector));
  }
  if (focused) {
    document
      .querySelector(`[data-live] a[href="${CSS.escape(focused)}"]`)
      ?.focus({ preventScroll: true });
  }
  version = now;
}

async function lookAgain() {
  await look().catch(() => undefined);
  setTimeout(lookAgain, 2000);
}
setTimeout(lookAgain, 2000);
