const WANTED = [20, 19];

/**
 * What to tell a person whose Node is too old; an empty string when it is new enough.
 * @param {string} version such as "20.20.2"
 * @returns {string}
 */
export function nodeComplaint(version) {
  const parts = version.split(".").map(Number);
  if (parts[0] > WANTED[0] || (parts[0] === WANTED[0] && parts[1] >= WANTED[1])) return "";
  return (
    "spexlab needs Node " +
    WANTED.join(".") +
    " or newer; this is Node " +
    version +
    " (" +
    process.execPath +
    ").\nInstall a current Node (for example with your package manager or nvm), open a new terminal and run the command again."
  );
}
