import {
  outputFolderSetting,
  recipeSettings,
  settingDefaults,
  settingIn,
  studioSettings,
  styleFolderSettings,
  styleSetting,
  usableStudioSettings,
  type ReadSetting,
} from '../../../../src/pure/settingValues';
import { makeRecipe, recipeKeys } from '../../../../src/shared/recipe/recipe';
import { draftOf, withOption } from '../../../../webview/state/recipeDraft';
import { oneOf } from '../choices';
import { mutatedText } from '../mutation/mutateText';
import { mutatedValue } from '../mutation/mutateValue';
import type { Random } from '../../../../webview/engine/support/random';
import { expectThat, type FuzzTarget } from '../target';

const samples = [
  { ...settingDefaults, ...makeRecipe('balanced') },
  {
    ...settingDefaults,
    styleFolders: ['styles', '${workspaceFolder:a}/b', 'file:///x'],
    'output.folder': 'C:\\out',
  },
];

const readers: readonly ((read: ReadSetting) => unknown)[] = [
  recipeSettings,
  studioSettings,
  outputFolderSetting,
  styleSetting,
  styleFolderSettings,
];

export const settingTargets: readonly FuzzTarget[] = [
  {
    name: 'settings',
    share: 10,
    run: (random: Random): unknown => {
      const values = mutatedValue(random, samples, 'json');
      const read: ReadSetting = key =>
        typeof values === 'object' && values !== null ? (values as Record<string, unknown>)[key] : values;
      const { settings, errors } = usableStudioSettings(read);
      expectThat(settings.saveEvery >= 0 && settings.output.quality >= 1, () => JSON.stringify(settings));
      for (const { message } of errors)
        expectThat(settingIn(message) !== undefined, () => `no setting in "${message}"`);
      return oneOf(random, readers)(read);
    },
  },
  {
    name: 'typed options',
    share: 4,
    run: (random: Random): void => {
      const key = oneOf(random, recipeKeys);
      const draft = withOption(
        draftOf('draft', makeRecipe('draft')),
        key,
        mutatedText(random, ['512', '0.5', 'adam', '1e3']),
      );
      makeRecipe('draft', draft.recipe);
      const isKept = draft.invalid[key] !== undefined || Object.hasOwn(draft.recipe, key);
      expectThat(isKept, () => `${key} was lost`);
    },
  },
];
