// A process that lists a container once, and prints what `listing.mjs` returns.
//
// usage: node list-once.mjs ours|sdks URL_OF_THE_PACKAGE CONTAINER_URL
import * as listing from "./listing.mjs";

const [side, packageUrl, containerUrl] = process.argv.slice(2);
console.log(JSON.stringify(await listing[side](await import(packageUrl), containerUrl)));
