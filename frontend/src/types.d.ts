declare module "htmx.org";
declare module "htmx.org/dist/ext/hx-sse.js";
