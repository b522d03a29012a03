import type { LitElement } from 'lit';
import { afterEach } from 'vitest';
import { intentEvent, type UserIntent } from '../../../webview/actions/intents';

/** A stand-in for the form internals that vscode-elements use, since happy-dom has none. */
class NoInternals {
  readonly form = null;
  readonly validity = { valid: true };
  readonly validationMessage = '';
  readonly willValidate = true;
  setFormValue(): void {}
  setValidity(): void {}
  checkValidity(): boolean {
    return true;
  }
}

if (!('attachInternals' in HTMLElement.prototype)) {
  Object.assign(HTMLElement.prototype, { attachInternals: () => new NoInternals() });
}

// A link to the codicons' style sheet keeps vscode-elements from warning that it is missing.
const codicons = document.createElement('link');
codicons.id = 'vscode-codicon-stylesheet';
document.head.append(codicons);

afterEach(() => document.body.replaceChildren());

/** Adds an element with these properties to the page and waits until it has rendered. */
export async function mount<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
): Promise<HTMLElementTagNameMap[K]> {
  const element = Object.assign(document.createElement(tag), properties);
  document.body.append(element);
  await settle(element);
  return element;
}

/** Waits until an element and the elements in it have rendered. */
export async function settle(element: Element): Promise<void> {
  await (element as LitElement).updateComplete;
  for (const child of element.shadowRoot?.querySelectorAll('*') ?? []) {
    if ('updateComplete' in child) await settle(child);
  }
}

/** The first match in an element's shadow tree or in a nested one. */
export function find<E extends Element = HTMLElement>(element: Element, selector: string): E {
  const found = search(element, selector);
  if (!found) throw new Error(`No ${selector} in ${element.tagName.toLowerCase()}`);
  return found as E;
}

export function has(element: Element, selector: string): boolean {
  return search(element, selector) !== null;
}

function search(element: Element, selector: string): Element | null {
  const root = element.shadowRoot ?? element;
  const direct = root.querySelector(selector);
  if (direct) return direct;
  for (const child of root.querySelectorAll('*')) {
    if (!child.shadowRoot) continue;
    const found = search(child, selector);
    if (found) return found;
  }
  return null;
}

/** Text of an element as a person sees it, single-spaced. */
export function textOf(element: Element): string {
  const root = element.shadowRoot ?? element;
  return (root.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** Collects the intents emitted on the page from now on, in the array returned. */
export function listen(): UserIntent[] {
  const intents: UserIntent[] = [];
  const take = (event: Event): void => void intents.push((event as CustomEvent<UserIntent>).detail);
  document.body.addEventListener(intentEvent, take);
  return intents;
}
