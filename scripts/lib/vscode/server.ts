import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { run } from '../process/command';
import { ensureVsCode, type VsCodeAge, type VsCodeInstall } from './install';
import { until } from './until';

export type Settings = Readonly<Record<string, unknown>>;

/** Settings of a quiet workbench: nothing asks, greets, or looks something up on the network. */
const quietSettings: Settings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Dark Modern',
  // Dialogs to open and save files are drawn in the page, where a test can type into them.
  'window.dialogStyle': 'custom',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'explorer.confirmDelete': false,
};

export interface ServerOptions {
  /** Paths of packages to install, as by "Install from VSIX…". */
  readonly vsix?: readonly string[];
  /** User settings, which override the quiet ones. */
  readonly settings?: Settings;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Which VS Code it is; the newest by default. */
  readonly vsCode?: VsCodeAge;
}

/** Pairs that VS Code's web workbench takes in its address, such as the folder of an extension under development. */
export type Payload = readonly (readonly [string, string])[];

/** A VS Code server on the loopback interface that stores everything in temporary folders of its own. */
export class VsCodeServer {
  private constructor(
    private child: ChildProcess,
    private readonly base: string,
    readonly origin: string,
    /** Starts the server's program at this port; 0 lets the system choose. */
    private readonly spawnAt: (port: string) => ChildProcess,
  ) {
    process.once('exit', this.kill);
  }

  static async start(options: ServerOptions = {}): Promise<VsCodeServer> {
    const install = await ensureVsCode(options.vsCode);
    // The path is short, since those of the sockets in it may have 108 characters at most.
    const base = await mkdtemp(join(process.platform === 'linux' ? '/tmp' : tmpdir(), 'pst-'));
    try {
      const settings = { ...quietSettings, ...options.settings };
      await Promise.all(
        ['user/User', 'ext', 'home', 'tmp'].map(at => mkdir(join(base, at), { recursive: true })),
      );
      await writeFile(join(base, 'user/User/settings.json'), JSON.stringify(settings, undefined, 2));
      const env = environment(install, base, options.env);
      for (const vsix of options.vsix ?? []) {
        await run(install.node, [install.entry, ...folders(base), '--install-extension', vsix], {
          env,
          extendEnv: false,
          cwd: base,
        });
      }
      const spawnAt = (port: string): ChildProcess =>
        spawn(install.node, [install.entry, ...serverArgs(base, port), ...(options.args ?? [])], {
          env,
          cwd: base,
          stdio: ['ignore', 'pipe', 'pipe'],
          detached: true, // Makes a process group with all processes that it starts, so that they can be ended together.
        });
      // The system chooses the port, so that servers never collide.
      const child = spawnAt('0');
      return new VsCodeServer(child, base, await originOf(child, join(base, 'server.log')), spawnAt);
    } catch (thrown) {
      await rm(base, { recursive: true, force: true });
      throw thrown;
    }
  }

  /** Address of a window on `folder`. */
  url(folder: string, payload?: Payload): string {
    const query = new URLSearchParams({ folder });
    if (payload) query.set('payload', JSON.stringify(payload));
    return `${this.origin}/?${query.toString()}`;
  }

  /** Authority of `vscode-remote:` uris that name this server. */
  get authority(): string {
    return new URL(this.origin).host;
  }

  /** Reads the logs of the server and its extension hosts. */
  readLog(): Promise<string> {
    return readFile(join(this.base, 'server.log'), 'utf8');
  }

  /** Reads the lines of Pastiche's log, of the window that wrote to it last. */
  async readPasticheLog(): Promise<readonly string[]> {
    const logs = join(this.base, 'user', 'logs');
    const names = await readdir(logs, { recursive: true }).catch(() => []);
    const files = names.filter(name => /[/\\]pastiche\.pastiche[/\\][^/\\]*\.log$/.test(name));
    const dated = await Promise.all(
      files.map(async name => ({ name, at: (await stat(join(logs, name))).mtimeMs })),
    );
    const last = dated.sort((a, b) => a.at - b.at).at(-1);
    return last ? (await readFile(join(logs, last.name), 'utf8')).trimEnd().split('\n') : [];
  }

  /** Kills the server and all processes that it started, and starts it again at the same address, on the same folders. */
  async killAndRestart(): Promise<void> {
    await this.end();
    const start = async (): Promise<string | undefined> => {
      this.child = this.spawnAt(new URL(this.origin).port);
      try {
        return await originOf(this.child, join(this.base, 'server.log'));
      } catch (thrown) {
        // A page that tries to connect meanwhile may be given this very port for its own end of the connection.
        if (!String(thrown).includes('EADDRINUSE')) throw thrown;
        return undefined;
      }
    };
    await until(`the server's port, ${this.origin}, to be free`, start);
  }

  /** Ends the server and all processes that it started, and removes its folders. */
  async stop(): Promise<void> {
    process.off('exit', this.kill);
    await this.end();
    await rm(this.base, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  private async end(): Promise<void> {
    const ended = new Promise(resolve => this.child.once('close', resolve));
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.kill();
    await ended;
  }

  private readonly kill = (): void => {
    try {
      process.kill(-this.child.pid!, 'SIGKILL');
    } catch {
      // The process group has ended already.
    }
  };
}

function folders(base: string): readonly string[] {
  return ['--user-data-dir', join(base, 'user'), '--extensions-dir', join(base, 'ext')];
}

function serverArgs(base: string, port: string): readonly string[] {
  return [
    ...['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none'],
    ...folders(base),
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-workspace-trust',
    '--disable-getting-started-override',
    '--ignore-last-opened',
  ];
}

function environment(
  { node }: VsCodeInstall,
  base: string,
  extra: NodeJS.ProcessEnv = {},
): NodeJS.ProcessEnv {
  return {
    PATH: [dirname(node), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    HOME: join(base, 'home'),
    TMPDIR: join(base, 'tmp'),
    XDG_CONFIG_HOME: join(base, 'home'),
    XDG_DATA_HOME: join(base, 'home'),
    XDG_CACHE_HOME: join(base, 'home'),
    LANG: 'C.UTF-8',
    EXTENSIONS_GALLERY: '{}', // Leaves the server without a marketplace.
    ...extra,
  };
}

/** Waits for the server's line with its address. */
function originOf(child: ChildProcess, logFile: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const file = createWriteStream(logFile, { flags: 'a' });
    let log = '';
    const take = (chunk: Buffer): void => {
      file.write(chunk);
      if (log.length > 100_000) return;
      log += chunk.toString('utf8');
      const origin = /listening on (http:\/\/[\d.]+:\d+)/.exec(log)?.[1];
      if (origin) resolve(origin);
    };
    child.stdout!.on('data', take);
    child.stderr!.on('data', take);
    child.once('error', reject);
    child.once('close', code => {
      file.end();
      reject(new Error(`The VS Code server ended with code ${code}:\n${log.trim()}`));
    });
  });
}
