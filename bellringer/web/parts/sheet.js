// A sheet from below, over the screen; the browser keeps the focus in it and Escape closes it.
import { html, useEffect, useId, useRef } from "../app/ui.js";
import { t } from "../words/words.js";
import { Icon } from "./icons.js";

export function Sheet({ title, onClose, children }) {
  const dialog = useRef(null);
  const id = useId();
  useEffect(() => {
    dialog.current.showModal();
    return () => dialog.current?.close();
  }, []);
  const outside = (event) => event.target === dialog.current && onClose();
  return html`<dialog class="sheet" ref=${dialog} aria-labelledby=${id} onClose=${onClose} onClick=${outside}>
    <div class="sheet-body">
      <div class="sheet-head">
        <h2 id=${id}>${title}</h2>
        <button type="button" class="round" aria-label=${t("close")} onClick=${onClose}><${Icon} name="close" size=${20} /></button>
      </div>
      ${children}
    </div>
  </dialog>`;
}
