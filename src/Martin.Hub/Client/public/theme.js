// Runs before the first paint, so that a chosen theme does not flash; inline scripts are not allowed here.
(function () {
  try {
    var theme = localStorage.getItem('martin.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch (e) {
    // Storage may be blocked; the system's theme then stands.
  }
})();
