using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// A device with managed resources (drivers/base/devres.c): actions that run in reverse order when its driver is
/// unbound, or when its probe fails.
/// </summary>
/// <remarks>One thread at a time works on a device, as the kernel's device lock ensures, so a step is one
/// change.</remarks>
public sealed class Device
{
    private const int ActionBits = 4;
    private const int ActionMask = (1 << ActionBits) - 1;

    private static readonly Update s_push = static (int stack, int action, out int result) =>
    {
        result = 0;
        return (stack << ActionBits) | action;
    };

    private static readonly Update s_pop = static (int stack, int _, out int action) =>
    {
        action = stack & ActionMask;
        return stack >> ActionBits;
    };

    private static readonly Update s_remove = static (int stack, int action, out int found) =>
    {
        found = 0;
        for (var shift = 0; stack >> shift != 0; shift += ActionBits)
        {
            if (((stack >> shift) & ActionMask) == action)
            {
                found = 1;
                return (stack & ((1 << shift) - 1)) | (stack >> (shift + ActionBits) << shift);
            }
        }

        return stack;
    };

    private readonly Linux _linux;
    private readonly bool _canFail;
    private readonly Resource _refusal;
    private readonly Cell _stack;

    internal Device(Linux linux, string name, ImmutableArray<DevmAction> actions, bool isBound, bool canFail)
    {
        _linux = linux;
        _canFail = canFail;
        _refusal = linux.Machine.Ghost($"{name} was refused something");
        Name = name;
        Actions = actions;
        var stack = 0;
        for (var i = 0; isBound && i < actions.Length; i++)
        {
            stack = (stack << ActionBits) | (i + 1);
        }

        _stack = linux.Machine.Cell($"{name} devres", stack, null, FormatStack, isDetail: true);
    }

    /// <summary>What traces call it.</summary>
    public string Name { get; }

    /// <summary>What its driver registers when it is bound, in this order.</summary>
    public ImmutableArray<DevmAction> Actions { get; }

    /// <summary>Whether something that may fail does: a fault to inject, if the scenario wants faults.</summary>
    public async Routine<bool> Fails(string what)
    {
        if (!_canFail || await _linux.Machine.Choose(2, what) == 0)
        {
            return false;
        }

        _linux.Machine.Hold(_refusal);
        return true;
    }

    /// <summary>To be called when a probe is over: one that has failed without a reason breaks a rule.</summary>
    /// <param name="pgmap">The page map that it was to set up.</param>
    /// <param name="isBound">Whether it has succeeded.</param>
    public void NoteProbe(Pgmap pgmap, bool isBound)
    {
        var refusals = _linux.Machine.Holds(_refusal);
        _linux.Machine.Hold(_refusal, -refusals);
        if (!isBound && refusals == 0 && pgmap is { Overlaps: null, LacksPageFree: false })
        {
            _linux.Machine.Fail(KernelRules.BindsSucceed, $"{Name} is not bound, and nothing was refused");
        }
    }

    /// <summary><c>devm_add_action</c>: may fail for want of memory, and then nothing is registered.</summary>
    [KernelFunction("devm_add_action", "drivers/base/devres.c", "v4.18")]
    public async Routine<bool> AddAction(string name)
    {
        if (await Fails($"devm_add_action({name}) fails"))
        {
            return false;
        }

        await _stack.Update(s_push, 1 + IndexOf(name));
        return true;
    }

    /// <summary><c>devres_add</c>: registers what was allocated before, which cannot fail.</summary>
    [KernelFunction("devres_add", "drivers/base/devres.c", "v4.14")]
    public async Routine Add(string name) => await _stack.Update(s_push, 1 + IndexOf(name));

    /// <summary><c>devm_add_action_or_reset</c>: runs the action at once if it cannot be registered.</summary>
    [KernelFunction("devm_add_action_or_reset", "include/linux/device.h", "v4.18")]
    public async Routine<bool> AddActionOrReset(string name)
    {
        if (await AddAction(name))
        {
            return true;
        }

        await Actions[IndexOf(name)].Run();
        return false;
    }

    /// <summary>
    /// <c>devm_remove_action</c>: forgets an action without running it. Warns if it is not registered, as is the case
    /// while the action itself runs.
    /// </summary>
    [KernelFunction("devm_remove_action", "drivers/base/devres.c", "v4.18")]
    public async Routine RemoveAction(string name)
    {
        if (await _stack.Update(s_remove, 1 + IndexOf(name)) == 0)
        {
            _linux.Warn("devm_remove_action", $"{name} is not registered");
        }
    }

    /// <summary><c>devres_release_all</c>: runs what was registered, last first.</summary>
    [KernelFunction("devres_release_all", "drivers/base/devres.c", "v4.18")]
    public async Routine ReleaseAll()
    {
        var action = await _stack.Update(s_pop, 0);
        while (action != 0)
        {
            await Actions[action - 1].Run();
            action = await _stack.Update(s_pop, 0);
        }
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < Actions.Length; i++)
        {
            if (Actions[i].Name == name)
            {
                return i;
            }
        }

        throw new InvalidOperationException($"{Name} has no action {name}");
    }

    private static string FormatStack(int stack)
    {
        var count = 0;
        for (; stack != 0; stack >>>= ActionBits)
        {
            count++;
        }

        return $"{count} actions";
    }
}

/// <summary>Something to do when a device's resources are released.</summary>
/// <param name="Name">The kernel function.</param>
/// <param name="Run">What it does.</param>
public sealed record DevmAction(string Name, Func<Routine> Run);
