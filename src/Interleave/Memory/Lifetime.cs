using Interleave.Violations;

namespace Interleave.Memory;

/// <summary>
/// The life of something that can be freed: the struct pages of a device, the storage of a percpu_ref. Cells that
/// belong to it may be touched only between <see cref="Begin"/> and <see cref="Free"/>; the engine reports any other
/// access.
/// </summary>
public sealed class Lifetime : IEngineObject
{
    private readonly SharedMemory _memory;

    internal Lifetime(SharedMemory memory, Cell alive)
    {
        _memory = memory;
        Alive = alive;
    }

    /// <summary>1 while alive, 0 before the beginning and after the end.</summary>
    public Cell Alive { get; }

    /// <summary>What traces call it.</summary>
    public string Name => Alive.Name;

    /// <summary>Starts a life; starting one that has not ended is a violation.</summary>
    public Step Begin(string? label = null) => Announce(OperationKind.Begin, label);

    /// <summary>Ends it; a second end is a violation, and so is any later access to its cells.</summary>
    public Step Free(string? label = null) => Announce(OperationKind.Free, label);

    private Step Announce(OperationKind kind, string? label)
    {
        _memory.Host.Announce(new Operation(kind, Alive.Location, Order: MemoryOrder.Plain, Label: label));
        return new Step(_memory.Host);
    }
}

/// <summary>How a step breaks the rules of a <see cref="Lifetime"/>, in words.</summary>
internal static class LifetimeRules
{
    public static Violation UseAfterFree(Cell cell) =>
        new(
            ViolationKind.UseAfterFree,
            EngineRules.NoUseAfterFree,
            $"{cell.Name} is used after {cell.Lifetime!.Name} was freed"
        );

    /// <summary>A life is begun that lasts, or ended that does not.</summary>
    public static Violation Misuse(Cell alive, OperationKind kind) =>
        new(
            ViolationKind.DoubleFree,
            EngineRules.NoDoubleFree,
            kind == OperationKind.Begin ? $"{alive.Name} is set up while it is in use" : $"{alive.Name} is freed again"
        );
}
