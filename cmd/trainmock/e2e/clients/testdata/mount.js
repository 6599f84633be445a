// Uses what the recipes export in a page of its own: hooks of React, composables of Vue, and a component of Vue.
import { createElement, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { createApp } from "vue";

// useReact shows every state that a hook returns.
function useReact(hook, show) {
  function Component() {
    const state = hook();
    useEffect(() => void (state && show(state)), [state]);
    return null;
  }
  createRoot(document.body.appendChild(document.createElement("div"))).render(createElement(Component));
}

// useVue shows that a component changes what is on the page.
function useVue(component, show) {
  const element = document.body.appendChild(document.createElement("div"));
  const observed = { subtree: true, characterData: true, childList: true };
  new MutationObserver(() => show(element.textContent)).observe(element, observed);
  createApp(component).mount(element);
}

export function mount(recipe, exports, show) {
  const args = { useEvents: [show], useNewest: ["training"] };
  for (const [name, value] of Object.entries(exports)) {
    const use = () => value(...(args[name] ?? []));
    if (recipe.startsWith("react")) useReact(use, show);
    else useVue(name === "default" ? value : { setup: () => (use(), () => null) }, show);
  }
}
