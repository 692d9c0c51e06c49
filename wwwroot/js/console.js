// Behaviour of the frame that needs no server: navigation, menus, moving through rows, and finding the server again.
const root = document.documentElement;
const narrow = matchMedia('(max-width: 899px)');

function setDrawer(open) {
  root.dataset.drawer = open ? 'open' : 'closed';
  tellNavigation();
}

function tellNavigation() {
  const open = narrow.matches ? root.dataset.drawer === 'open' : root.dataset.nav !== 'collapsed';
  document.querySelector('[data-nav-toggle]')?.setAttribute('aria-expanded', String(open));
}

function toggleNavigation() {
  if (narrow.matches) {
    setDrawer(root.dataset.drawer !== 'open');
    return;
  }
  root.dataset.nav = root.dataset.nav === 'collapsed' ? 'open' : 'collapsed';
  document.cookie = `nav=${root.dataset.nav}; path=/; max-age=31536000; samesite=strict`;
  tellNavigation();
}

function closeMenus(except) {
  document.querySelectorAll('details[data-menu][open]').forEach(menu => {
    if (menu !== except) {
      menu.open = false;
    }
  });
}

document.addEventListener('click', event => {
  const target = event.target;
  if (target.closest('[data-nav-toggle]')) {
    toggleNavigation();
  } else if (target.closest('[data-drawer-close], .side-item')) {
    setDrawer(false);
  }
  closeMenus(target.closest('details[data-menu]'));

  // A click anywhere in a row is a click on its link; selecting text is not.
  const row = target.closest('tr[data-row]');
  if (row && !target.closest('a, button, input') && getSelection().isCollapsed) {
    row.querySelector('[data-row-link]')?.click();
  }
});

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    const menu = document.querySelector('details[data-menu][open]');
    closeMenus(null);
    menu?.querySelector('summary').focus();
    setDrawer(false);
  }

  const row = event.target.closest?.('tr[data-row]');
  if (row && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    const next = event.key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling;
    const link = next?.querySelector('[data-row-link]');
    if (link) {
      event.preventDefault();
      link.focus();
    }
  }
});

narrow.addEventListener('change', () => setDrawer(false));
tellNavigation();

// While the server is lost Blazor tries to take the circuit up again. After a restart there is none to take up, and after a
// change of keys not even the sign-in holds: then the page is loaded anew as soon as the server answers.
const bar = document.getElementById('components-reconnect-modal');
if (bar) {
  const has = state => bar.classList.contains('components-reconnect-' + state);
  const patience = 4;
  let watching = false;

  const watch = async () => {
    for (let answers = 0; has('show') || has('failed') || has('rejected');) {
      try {
        answers = (await fetch('health/live', { cache: 'no-store' })).ok ? answers + 1 : 0;
      } catch {
        answers = 0;
      }
      if (answers >= patience || (answers > 0 && !has('show'))) {
        location.reload();
        return;
      }
      await new Promise(resolve => setTimeout(resolve, 1000));
    }
    watching = false;
  };

  new MutationObserver(() => {
    if (!watching) {
      watching = true;
      watch();
    }
  }).observe(bar, { attributes: true, attributeFilter: ['class'] });

  Blazor.start({
    circuit: {
      reconnectionOptions: {
        maxRetries: 100000,
        retryIntervalMilliseconds: attempt => attempt < 10 ? 500 : 2000
      }
    }
  });
}
