using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary>
/// <c>percpu_ref</c> from the text. Only <c>percpu_ref_init</c> is reached by way of page maps alone: called from the
/// model it would not know its callback.
/// </summary>
/// <param name="allocates">What the count is in is allocated: since v5.11.</param>
public sealed record TextPercpuRef(bool allocates) : PercpuRefForm
{
    /// <summary>The callback that switches to atomic counting.</summary>
    internal const string Callback = "percpu_ref_switch_to_atomic_rcu";

    /// <inheritdoc/>
    public override bool AllocatesData { get; } = allocates;

    /// <summary>Of a driver's own reference, which knows no callback of the text.</summary>
    public override async Routine Init(PercpuRef reference)
    {
        if (AllocatesData)
        {
            await reference.Data.Begin();
        }

        await base.Init(reference);
    }

    /// <inheritdoc/>
    public override Routine Get(PercpuRef reference, int n) =>
        Run(reference, "percpu_ref_get_many", [Address(reference), Value.Of(n)]);

    /// <inheritdoc/>
    public override async Routine<bool> TryGetLive(PercpuRef reference) =>
        (await reference.Linux.Text.Call("percpu_ref_tryget_live", null, [Address(reference)])).IsTrue;

    /// <inheritdoc/>
    public override Routine Put(PercpuRef reference, int n) =>
        Run(reference, "percpu_ref_put_many", [Address(reference), Value.Of(n)]);

    /// <inheritdoc/>
    public override Routine Kill(PercpuRef reference) => Run(reference, "percpu_ref_kill", [Address(reference)]);

    /// <inheritdoc/>
    public override Routine Exit(PercpuRef reference) => Run(reference, "percpu_ref_exit", [Address(reference)]);

    /// <inheritdoc/>
    public override Routine SwitchToAtomic(PercpuRef reference) =>
        reference.Linux.Text.Run(
            Callback,
            null,
            [PercpuRefBinding.HeadOf(reference.Linux.Text, reference)],
            memory: ThreadMemory.Empty.Settling()
        );

    private static Value Address(PercpuRef reference) => PercpuRefBinding.Of(reference.Linux.Text, reference);

    private static Routine Run(PercpuRef reference, string name, ImmutableArray<Value> arguments) =>
        reference.Linux.Text.Run(name, null, arguments);
}
