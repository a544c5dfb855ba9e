/** New versions of the program: where they come from, looking for one, installing it. */
export const updates = {
  'updates.address': 'Address',
  'updates.address_hint': 'An https address that answers which version is there. Nothing is sent to it but the question, and only when you press the button.',
  'updates.description': 'New versions come from nowhere until you say from where. Only packages that carry the right signature are installed.',
  'updates.found': 'Version {version} can be installed',
  'updates.install': 'Install and start again',
  'updates.install_hint': 'The shop’s file is brought to the new format on a copy when the new version opens it. Until something was changed you can go back with “counterfoil rollback”.',
  'updates.key': 'Public key',
  'updates.key_hint': 'Whoever provides the versions publishes it. What is signed with another key is refused.',
  'updates.look': 'Look for a new version',
  'updates.none': 'There is no newer version.',
  'updates.off': 'Turn off',
  'updates.off_done': 'From now on nothing is looked for.',
  'updates.saved': 'Kept. Nothing was asked of the address yet.',
  'updates.source': 'Where new versions come from',
  'updates.title': 'New versions',
  'updates.window_only': 'New versions are installed in the program’s own window, not in a browser.',
};
