/* In place of those modules of Node that a page cannot have, and nothing in the worker asks for. */
export default {};
