// A list beside a text that somebody writes: it has the text's arrows, Enter, Tab and Escape while it is open.

export class Offering {
  /** What was written when the list was sent away; until that changes it stays away. */
  dismissed = null;

  get open() {
    return !this.node.hidden;
  }

  /** What the list follows of the text. */
  get followed() {
    return this.owner.value;
  }

  close() {
    if (!this.open) return;
    this.node.hidden = true;
    this.owner.setAttribute("aria-expanded", "false");
    this.owner.removeAttribute("aria-activedescendant");
  }

  /** Take a key of the text; true when it was for the list. */
  key(event) {
    if (!this.open) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp")
      this.list.move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) return this.list.pick();
    else if (event.key === "Escape") {
      this.dismissed = this.followed;
      this.close();
    } else return false;
    return true;
  }
}
