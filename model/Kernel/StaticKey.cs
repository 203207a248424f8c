using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// <c>struct static_key</c> (kernel/jump_label.c @ v4.18): a count, and one patched instruction at each place that
/// branches on it. The instructions change one after the other, while the count says -1.
/// </summary>
/// <remarks>
/// The key's users take cpus_read_lock first. Nothing here unplugs a CPU, so that lock never blocks and is left out.
/// </remarks>
public sealed class StaticKey
{
    private readonly Linux _linux;
    private readonly ImmutableArray<Cell> _sites;

    /// <summary>Declares a key.</summary>
    /// <param name="linux">The kernel.</param>
    /// <param name="name">What traces call it.</param>
    /// <param name="sites">The functions that branch on it.</param>
    public StaticKey(Linux linux, string name, ImmutableArray<string> sites)
    {
        _linux = linux;
        Name = name;
        Enabled = new AtomicCount(linux.Machine, $"{name}.enabled", 0);
        _sites = [.. sites.Select(site => linux.Machine.Cell($"{name} in {site}", 0, null, Format))];
    }

    /// <summary>What traces call it.</summary>
    public string Name { get; }

    /// <summary><c>key.enabled</c>: -1 while it is being switched on for the first user, otherwise how many
    /// users.</summary>
    public AtomicCount Enabled { get; }

    /// <summary>The patched instructions.</summary>
    public ImmutableArray<Cell> Sites => _sites;

    /// <summary>
    /// <c>static_branch_unlikely</c>: executes the instruction at a site. It reads the patched text and not the count,
    /// and orders nothing.
    /// </summary>
    public Step<int> IsOn(int site) => _sites[site].Load(MemoryOrder.Plain);

    /// <summary><c>static_key_enable</c>: on, whatever it was.</summary>
    [KernelFunction("static_key_enable", "kernel/jump_label.c", "v4.18")]
    public async Routine Enable()
    {
        var enabled = await Enabled.Read();
        if (enabled > 0)
        {
            WarnUnless(enabled == 1, "static_key_enable", enabled);
            return; // takes no lock and looks at no instruction
        }

        await _linux.JumpLabelMutex.Acquire();
        if (await Enabled.Read() == 0)
        {
            await Enabled.Set(-1);
            await Patch(1);
            await Enabled.Cell.Store(1, MemoryOrder.Release);
        }

        await _linux.JumpLabelMutex.Release();
    }

    /// <summary><c>static_key_disable</c>: off, whatever it was.</summary>
    [KernelFunction("static_key_disable", "kernel/jump_label.c", "v4.18")]
    public async Routine Disable()
    {
        var enabled = await Enabled.Read();
        if (enabled != 1)
        {
            WarnUnless(enabled == 0, "static_key_disable", enabled);
            return;
        }

        await _linux.JumpLabelMutex.Acquire();
        if (await Enabled.Cell.CompareExchange(1, 0))
        {
            await Patch(0);
        }

        await _linux.JumpLabelMutex.Release();
    }

    /// <summary><c>jump_label_update</c>: changes the instructions, one after the other, under
    /// jump_label_mutex.</summary>
    [KernelFunction("jump_label_update", "kernel/jump_label.c", "v4.18")]
    public async Routine Patch(int text)
    {
        for (var site = 0; site < _sites.Length; site++)
        {
            await _sites[site].Store(text, MemoryOrder.Full); // text_poke_bp interrupts every CPU
        }
    }

    private void WarnUnless(bool condition, string function, int enabled)
    {
        if (!condition)
        {
            _linux.Warn(function, $"{Name}.enabled is {enabled}");
        }
    }

    private static string Format(int text) => text == 0 ? "off" : "on";
}
