// The reader's choice of light or dark, kept in a cookie so that the server writes it into the page.

const YEAR_S = 365 * 24 * 3600;

export function startTheme(root: Document): void {
  root.addEventListener("change", (event) => {
    const field = event.target as HTMLInputElement | HTMLSelectElement;
    if (field.matches("[data-theme-choice]")) setTheme(root, field.value);
  });
}

function setTheme(root: Document, theme: string): void {
  const secure = location.protocol === "https:" ? ";secure" : "";
  document.cookie = `theme=${theme};path=/;max-age=${YEAR_S};samesite=lax${secure}`;
  root.documentElement.dataset["theme"] = theme;
  root.dispatchEvent(new CustomEvent("maillage:theme", { detail: { theme } }));
}
