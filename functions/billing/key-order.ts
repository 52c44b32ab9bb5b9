/** Behind every instant, version and id that a sort key begins with. */
export const end = '~';
