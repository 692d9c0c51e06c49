// What the server needs to know of this browser: zone, theme, and whether anyone is looking.
let report = null;

export function start(viewer) {
  report = () => viewer.invokeMethodAsync('VisibilityChanged', !document.hidden);
  document.addEventListener('visibilitychange', report);
  document.documentElement.dataset.live = 'true';
  return {
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    theme: document.documentElement.dataset.theme,
    visible: !document.hidden
  };
}

export function stop() {
  document.removeEventListener('visibilitychange', report);
}

export function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=strict`;
}
