import * as v from 'valibot';
import * as vscode from 'vscode';

/** A style that comes with Pastiche. */
export interface BuiltInStyle {
  readonly uri: vscode.Uri;
  readonly label: string;
  readonly description: string;
}

const listed = v.array(v.object({ file: v.string(), label: v.string(), description: v.string() }));

/** The styles in `media/styles`, in the order of their list. */
export async function builtInStyles(extensionUri: vscode.Uri): Promise<readonly BuiltInStyle[]> {
  const folder = vscode.Uri.joinPath(extensionUri, 'media', 'styles');
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, 'styles.json'));
  const styles = v.parse(listed, JSON.parse(new TextDecoder().decode(bytes)));
  return styles.map(({ file, label, description }) => ({
    uri: vscode.Uri.joinPath(folder, file),
    label,
    description,
  }));
}
