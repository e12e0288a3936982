// What follows on trunk's own work. One after the other, since trunk runs the hooks of a stage all
// at once, and each of these writes into index.html.
import "../../search/bundle.mjs";
import "./shrink.mjs";
