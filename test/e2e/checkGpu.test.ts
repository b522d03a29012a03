import { describe, expect, it } from 'vitest';
import { useVsCode } from './support';

describe('Check GPU with WebGPU, be it in software', () => {
  const vscode = useVsCode();

  it('shows that every kernel is right, and copies the report', async () => {
    const { workbench } = await vscode.open();
    await workbench.runCommand('Pastiche: Check GPU');
    const { frame } = workbench.studio;
    const page = frame.locator('pastiche-gpu-check main');
    await workbench.scene.until('the report', frame.locator('main[data-state="reported"]'));
    const text = await page.innerText();
    expect(text).toMatch(/swiftshader/i);
    expect(text).toMatch(/Kernels in float32: (\d+) of \1 right/);
    expect(text).toMatch(/GFLOP\/s/);
    // A GPU that the processor emulates is slower than the processor, so it is not used.
    expect(await page.locator('pastiche-callout section').innerText()).toMatch(/No GPU in use/);
    await page.getByRole('button', { name: 'Copy Report' }).click();
    await page.getByText('Report copied').waitFor();
    await workbench.screenshot('check-gpu');
  });
});

describe('Check GPU without WebGPU', () => {
  const vscode = useVsCode({ chromium: { webgpu: 'none' } });

  it('says why, and what to do about it', async () => {
    const { workbench } = await vscode.open();
    await workbench.runCommand('Pastiche: Check GPU');
    const { frame } = workbench.studio;
    await workbench.scene.until('the report', frame.locator('main[data-state="reported"]'));
    const text = await frame.locator('pastiche-gpu-check pastiche-callout section').innerText();
    expect(text).toMatch(/No GPU in use/);
    expect(text).toMatch(/no WebGPU|no graphics adapter/);
    expect(text).toMatch(/--enable-unsafe-webgpu/);
    await workbench.screenshot('check-gpu-none');
  });
});
