/** An element is defined once, also where the file is loaded under two addresses: a second time would throw. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}
