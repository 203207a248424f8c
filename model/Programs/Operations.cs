using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Programs;

/// <summary>Everything that a program can call.</summary>
public static class Operations
{
    private static readonly ImmutableArray<Operation> s_signals =
    [
        new("signal", [ArgumentKind.Signal], "tells others that this thread has come here", Give) { IsIn = Anywhere },
        new("wait", [ArgumentKind.Signal], "waits for a signal", Await) { IsIn = Anywhere, Waits = true },
    ];

    /// <summary>In the order in which <c>list --operations</c> shows them.</summary>
    public static ImmutableArray<Operation> All { get; } =
    [.. PageOperations.All, .. FileOperations.All, .. PgmapOperations.All, .. DeviceMemoryOperations.All, .. s_signals];

    private static readonly ImmutableDictionary<string, Operation> s_byName = All.ToImmutableDictionary(operation =>
        operation.Name
    );

    /// <summary>The operation of a name; null if there is none.</summary>
    public static Operation? Find(string name) => s_byName.GetValueOrDefault(name);

    /// <summary>The operation of a call.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public static Operation Of(Call call) => s_byName[call.Operation];

    /// <summary>For what every kernel has.</summary>
    internal static bool Anywhere(Release release) => release is not null;

    private static async Routine Give(BootedCall c) => await c.Signal!.Store(1, Interleave.Memory.MemoryOrder.Release);

    private static async Routine Await(BootedCall c) => await c.Signal!.Until(static (value, _) => value != 0);
}
