// Proposes a new file: links to the page of GitHub, GitLab or Gitea that makes a file, with the fields filled in.

/** Servers refuse longer addresses: GitHub answers 414 from 8 kB on, including cookies. */
export const LONGEST_ADDRESS = 7000;

const PARAMETERS: Readonly<Record<string, readonly [file: string, text: string]>> = {
  github: ["filename", "value"],
  gitlab: ["file_name", "content"],
  gitea: ["filename", "value"],
};

/**
 * The address of the page that makes `folder`/`file` with this text; "" if it would be too long or we do not know the
 * service. `newFile` is the page for the programme's own folder.
 */
export function proposal(service: string, newFile: string, folder: string, file: string, text: string): string {
  const names = PARAMETERS[service];
  if (!names || !newFile) {
    return "";
  }
  const [fileName, value] = names;
  const address = `${newFile}/${folder}?${fileName}=${encodeURIComponent(file)}&${value}=${encodeURIComponent(text)}`;
  return address.length > LONGEST_ADDRESS ? "" : address;
}
