using Interleave.Routines;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>What the C of a harness has beyond the kernel's.</summary>
internal static class HarnessCalls
{
    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("harness")
            .Macro(
                "choose",
                "v",
                "int",
                "any number from 0 up to the argument, without it",
                i => Choose(i.Context, i.Int(0))
            )
            .Macro(
                "await_nonzero",
                "v",
                "typeof(*($0))",
                "goes on when the word is not 0, with its value",
                i => Await(i, false),
                sleeps: true
            )
            .Macro("await_zero", "v", "void", "goes on when the word is 0", i => Await(i, true), sleeps: true);

    private static async Routine<Value> Choose(TextContext context, int ways) =>
        Value.Of(await context.Linux.Machine.Choose(ways, $"choose({ways})"));

    private static Effect Await(Invocation i, bool isZero) =>
        i.FieldAt(i[0], i.BytesAt(0)) is GenericField field
            ? field.Await(isZero)
            : throw new MeaninglessException($"a wait for {i[0]}");
}
