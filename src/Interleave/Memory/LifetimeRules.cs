using Interleave.Violations;

namespace Interleave.Memory;

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
