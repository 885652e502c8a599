// On every page: links that also work when the site is read from a disk.
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
})();
