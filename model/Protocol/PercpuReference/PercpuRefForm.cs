using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.PercpuReference;

/// <summary>
/// What makes <c>percpu_ref</c> safe to exit once its release was called (lib/percpu-refcount.c). No kernel had other
/// values; they are there to show what the page map's teardown relies on.
/// </summary>
public sealed record PercpuRefForm
{
    /// <summary>The flags that a kill makes visible at once.</summary>
    public int PublishedByKill { get; init; } = PercpuRef.Atomic | PercpuRef.Dead;

    /// <summary>The flags, any of which tells a reader to leave the per-CPU counters alone
    /// (<c>__ref_is_percpu</c>).</summary>
    public int StopsPerCpuCounting { get; init; } = PercpuRef.Atomic | PercpuRef.Dead;

    /// <summary>The switch to atomic counting waits for all who may still be counting on their CPU.</summary>
    public bool WaitsForReaders { get; init; } = true;
}
