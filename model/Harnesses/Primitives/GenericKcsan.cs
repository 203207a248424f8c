using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Primitives;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>
/// What the kernel's code tells KCSAN about accesses that are meant to meet others (include/linux/kcsan-checks.h): the
/// search for data races hears it, too. <c>data_race()</c> is the front end's.
/// </summary>
internal static class GenericKcsan
{
    private const string Marked = "with --races: plain accesses count as marked ones, as in a section of a seqlock";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("KCSAN")
            .Function("kcsan_nestable_atomic_begin kcsan_flat_atomic_begin", Marked, i => Mark(i, 1))
            .Function("kcsan_nestable_atomic_end kcsan_flat_atomic_end", "ends it", i => Mark(i, -1))
            .Function(
                "kcsan_atomic_next",
                "with --races: from here on plain accesses count as marked ones, if the argument is not 0",
                i => Looks(i) ? Effect.Of(default, i.Memory.MarkingNext(i[0].IsTrue)) : i.Return(default)
            );

    private static Effect Mark(Invocation i, int by) =>
        Looks(i) ? Effect.Of(default, i.Memory.Marking(by)) : i.Return(default);

    private static bool Looks(Invocation i) => i.Context.World.Generic.Races is not null;
}
