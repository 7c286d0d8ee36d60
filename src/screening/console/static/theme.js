/** Light or dark, before the first paint: what was chosen here, else what the system says. */
{
  let chosen = null;
  try {
    chosen = localStorage.getItem("fresnel.theme");
  } catch {
    // A browser that keeps nothing has the system's.
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
}
