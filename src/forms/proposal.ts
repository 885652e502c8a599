// Where a new file is proposed: the page of GitHub, GitLab or Gitea that makes a file, filled in.

/** Servers refuse longer addresses: GitHub's answers 414 from 8 kB on, with cookies and all. */
export const LONGEST_ADDRESS = 7000;

const PARAMETERS: Readonly<Record<string, readonly [file: string, text: string]>> = {
  github: ["filename", "value"],
  gitlab: ["file_name", "content"],
  gitea: ["filename", "value"],
};

/**
 * The address of the page that makes `folder`/`file` with this text; "" when it would be too long, or when nobody knows
 * the service. `newFile` is the page for the programme's own folder.
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
