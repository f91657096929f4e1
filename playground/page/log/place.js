// Where the reader is in the log: at the end, which stays in view, or at a message, which stays where it is.

const NEAR = 80;

export class Place {
  /** `inner` is what grows inside the `scroller`; messages are children of `list`. `onMove()` after each scroll;
   * `hasEnd()` tells whether the channel's last message is in the list. */
  constructor(scroller, inner, list, { onMove, hasEnd }) {
    this.scroller = scroller;
    this.list = list;
    this.onMove = onMove;
    this.hasEnd = hasEnd;
    this.pinned = true;
    this.anchor = null;
    scroller.addEventListener("scroll", () => this.#moved(), { passive: true });
    // Whatever grows (an image, an edit, a window made small) moves neither the end nor what is read.
    const observer = new ResizeObserver(() => this.settle());
    observer.observe(inner);
    observer.observe(scroller);
  }

  /** Pixels from what is seen to the first and the last message. */
  get above() {
    return this.scroller.scrollTop;
  }
  get below() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  /** Which of the messages is the first that is in view. */
  get index() {
    return [...this.list.children].indexOf(this.#first());
  }

  /** Which of the messages is the last that is wholly in view. */
  lastSeen() {
    const edge = this.scroller.getBoundingClientRect().bottom + 1;
    const rows = [...this.list.children];
    const at = rows.findLastIndex((row) => row.getBoundingClientRect().bottom <= edge);
    return Math.max(0, at);
  }

  toEnd() {
    this.pinned = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Show a message in the middle, or at the top. */
  show(node, block = "center") {
    this.pinned = false;
    node.scrollIntoView({ block });
    this.#remember();
  }

  /** Change the list; what is read stays where it is. */
  keep(change) {
    if (!this.pinned) this.#remember();
    change();
    this.settle();
  }

  settle() {
    if (this.pinned) this.toEnd();
    else if (this.anchor?.node.isConnected) {
      const moved = this.#top(this.anchor.node) - this.anchor.top;
      if (Math.abs(moved) >= 1) this.scroller.scrollTop += moved;
    }
  }

  /** Whether any of a node is in view. */
  sees(node) {
    const [box, frame] = [node.getBoundingClientRect(), this.scroller.getBoundingClientRect()];
    return box.bottom > frame.top && box.top < frame.bottom;
  }

  #moved() {
    this.pinned = this.below < NEAR && this.hasEnd();
    this.#remember();
    this.onMove();
  }

  #remember() {
    const node = this.#first();
    this.anchor = node && { node, top: this.#top(node) };
  }

  #top(node) {
    return node.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
  }

  /** The first message that is in view, found by halves. */
  #first() {
    const rows = this.list.children;
    const edge = this.scroller.getBoundingClientRect().top;
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle].getBoundingClientRect().bottom <= edge) low = middle + 1;
      else high = middle;
    }
    return rows[low] ?? null;
  }
}
