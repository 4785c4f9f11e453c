// htmx puts itself on `window`, where its extensions look for it.
import "htmx.org";
import "htmx.org/dist/ext/hx-sse.js";
