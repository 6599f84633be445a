import { createRoot } from "react-dom/client";

import { App } from "./App.jsx";
import "./style.css";

// A test gives the address of its own world: http://localhost:4173/?api=http://127.0.0.1:6677/s/NAME
const given = new URLSearchParams(location.search).get("api");
const url = given ?? import.meta.env.VITE_API_URL ?? "http://localhost:6677";

createRoot(document.getElementById("app")).render(<App url={url} />);
