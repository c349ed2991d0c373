'use strict';

// Says how many characters are left in the text field that a line stands below.
for (const line of document.querySelectorAll('[data-counts]')) {
  const field = document.getElementById(line.dataset.counts);
  const tell = () => {
    line.textContent = `${field.maxLength - field.value.length} characters left`;
  };
  field.addEventListener('input', tell);
  tell();
}
