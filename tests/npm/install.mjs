// Installs the built package for the tests of this folder; run it after each build of the package.
import { install } from "./support/package.mjs";

await install();
