/**
 * Stands in for node:child_process in the bundle. commander asks for that module in order to run
 * subcommands that are programs of their own; there are none here, and Node takes milliseconds to load it.
 */
export default {}
