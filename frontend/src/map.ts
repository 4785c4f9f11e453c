document.querySelectorAll("[data-map]");
