// Small comforts of pages that have something to share, copy or print.
(function () {
  "use strict";

  // The address of a page as its programme publishes it, also where a copy is read from elsewhere.
  for (const button of document.querySelectorAll("button[data-share]")) {
    if (typeof navigator.share !== "function") continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const { title, share: url } = button.dataset;
      // A sheet that was closed again is no error.
      navigator.share({ title, text: title, url }).catch(() => {});
    });
  }

  const copied = async (button, text, otherwise) => {
    const { textContent: label } = button;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      otherwise();
      return;
    }
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; }, 2000);
  };

  for (const button of document.querySelectorAll("button[data-copy-link]")) {
    // Without a safe connection there is no clipboard, and the address bar serves.
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", () => copied(button, button.dataset.copyLink, () => {}));
  }

  for (const text of document.querySelectorAll("textarea[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet";
    button.textContent = text.dataset.copy;
    button.dataset.copied = text.dataset.copied;
    button.addEventListener("click", () => copied(button, text.value, () => text.select()));
    text.after(button);
  }

  // Printing waits, but not for long, for pictures that only the printed page shows.
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const pictures = [...document.images];
      for (const picture of pictures) picture.loading = "eager";
      const late = new Promise((resolve) => { setTimeout(resolve, 3000); });
      await Promise.race([late, Promise.allSettled(pictures.map((picture) => picture.decode()))]);
      print();
    });
  }
})();
