// Small comforts of every page: copy buttons, and links that also work when the site is read from a disk.
(function () {
  "use strict";

  // Hosts answer a folder with its index.html; a disk does not.
  if (location.protocol === "file:") {
    for (const link of document.querySelectorAll("a[href]")) {
      const [path, hash = ""] = link.getAttribute("href").split("#");
      if (path.endsWith("/") && !/^[a-z]+:/i.test(path)) {
        link.setAttribute("href", path + "index.html" + (hash && "#" + hash));
      }
    }
  }

  for (const text of document.querySelectorAll("textarea[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet";
    button.textContent = text.dataset.copy;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.value);
      } catch {
        text.select();
        return;
      }
      button.textContent = text.dataset.copied;
      setTimeout(() => { button.textContent = text.dataset.copy; }, 2000);
    });
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
