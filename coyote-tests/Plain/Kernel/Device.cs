using System.Threading.Tasks;
using Microsoft.Coyote.Random;

namespace PgmapCheck.Plain.Kernel;

/// <summary>What the driver core keeps of a device: actions to run, last one first, when its driver goes.</summary>
/// <param name="canFail">True if one registration may fail; Coyote says which.</param>
public sealed class Device(bool canFail = false)
{
    private readonly Stack<Func<Task>> _actions = [];
    private readonly Generator? _dice = canFail ? Generator.Create() : null;
    private bool _hasFailed;

    /// <summary><c>devm_add_action</c>: false if there is no memory for it.</summary>
    public bool AddAction(Func<Task> action)
    {
        if (_dice is not null && !_hasFailed && _dice.NextBoolean())
        {
            _hasFailed = true;
            return false;
        }

        _actions.Push(action);
        return true;
    }

    /// <summary><c>devm_add_action_or_reset</c>: what cannot be registered is run at once.</summary>
    public async Task<bool> AddActionOrReset(Func<Task> action)
    {
        if (AddAction(action))
        {
            return true;
        }

        await action();
        return false;
    }

    /// <summary><c>devres_release_all</c>.</summary>
    public async Task ReleaseAll()
    {
        while (_actions.TryPop(out var action))
        {
            await action();
        }
    }
}
